"""The history: what was asked, by whom, found again by outcome, project, person and title."""

import pytest
from django.test import Client

from core.accounts.models import User
from identification.models import Identification

URL = "/identify/history/"


@pytest.fixture
def rows(db: None, operator: User) -> dict[str, Identification]:
    """One sample of each outcome."""

    def make(name: str, **fields: object) -> Identification:
        usual = {"by_name": "ann", "project_id": 1, "project_name": "Airplay"}
        numbers = {"begin": 0.0, "length": 12.0, "duration": 12.0}
        return Identification.objects.create(sample_name=name, **{**usual, **numbers, **fields})

    return {
        "found": make("found.mp3", status_code=0, best_title="夜曲", best_artists="林晚舟"),
        "nothing": make("nothing.mp3", status_code=1001),
        "empty": make("empty.mp3", status_code=0),
        "refused": make("refused.mp3", status_code=3014, by_name="bob"),
        "unanswered": make("unanswered.mp3", error="Down.", project_name="Other"),
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"found", "nothing", "empty", "refused", "unanswered"}),
        ("outcome=found", {"found"}),
        ("outcome=nothing", {"nothing", "empty"}),
        ("outcome=refused", {"refused"}),
        ("outcome=unanswered", {"unanswered"}),
        ("outcome=found&outcome=refused", {"found", "refused"}),
        ("by=bob", {"refused"}),
        ("project=Other", {"unanswered"}),
        ("q=夜曲", {"found"}),
        ("q=refused", {"refused"}),
    ],
)
def test_filter_shows_what_it_says(
    signed_in: Client, rows: dict[str, Identification], query: str, shown: set[str]
) -> None:
    page = signed_in.get(f"{URL}?{query}").content.decode()
    assert {name for name in rows if f"{name}.mp3" in page} == shown


def test_newest_comes_first(signed_in: Client, rows: dict[str, Identification]) -> None:
    page = signed_in.get(URL).content.decode()
    places = [page.index(f">{name}.mp3<") for name in reversed(rows)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing", "No result"),
        ("refused", "Invalid signature"),
        ("unanswered", "No answer"),
        ("found", "Found"),
    ],
)
def test_outcome_is_a_word(
    signed_in: Client, rows: dict[str, Identification], name: str, words: str
) -> None:
    assert words in signed_in.get(f"{URL}?q={name}.mp3").content.decode()


def test_answer_that_can_no_longer_be_read_still_has_a_page(
    signed_in: Client, rows: dict[str, Identification]
) -> None:
    Identification.objects.filter(pk=rows["found"].pk).update(response="<html>")
    page = signed_in.get(f"{URL}{rows['found'].pk}/").content.decode()
    assert "&lt;html&gt;" in page


def test_history_outlives_the_person_who_asked(
    signed_in: Client, rows: dict[str, Identification]
) -> None:
    gone = User.objects.create_user("carl")
    Identification.objects.filter(pk=rows["found"].pk).update(by=gone, by_name="carl")
    gone.delete()
    assert "carl" in signed_in.get(f"{URL}{rows['found'].pk}/").content.decode()


def test_unknown_sample_is_a_404(signed_in: Client) -> None:
    assert signed_in.get(f"{URL}4711/").status_code == 404
    assert signed_in.get(f"{URL}4711/second-opinion/").status_code == 404
