"""Heard: every play in one list, found, filtered, summed up and grouped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from core.accounts.roles import Role
from plays.models import Play, Recording, Station
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, container, scanned_file
from tests.plays.made_up_matches import Entry, entry

pytestmark = pytest.mark.django_db

EVENING, MORNING = UUID(int=1), UUID(int=2)
OURS = "a" * 32
HELLO: dict[str, Any] = {
    "label": "XL",
    "external_ids": {"isrc": "GBBKS1500214", "upc": "886445581959"},
}


@pytest.fixture
def viewer() -> Client:
    """Two recordings, one of which was on air on a known station."""
    bucket(7, name="House productions")
    container(8, name="Evenings")
    container(9, name="Mornings")
    station = Station.objects.create(name="Radio One", code="r1", zone="Asia/Tokyo")
    begins_at = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    Recording.objects.create(file_id=EVENING, container_id=8, station=station, begins_at=begins_at)
    music = [entry(0, 100, score=90, **HELLO), entry(200, 50, "Sky <b>", artist="Bob", score=40)]
    own = [entry(300, 30, "Tidewater", artist="Us", bucket_id="7", acrid=OURS)]
    scanned_file(EVENING, 8, name="evening.mp3", results={"music": music, "custom_files": own})
    scanned_file(MORNING, 9, name="morning.mp3", results={"music": [entry(5, 60, **HELLO)]})
    return signed_in(person(Role.VIEWER))


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def shown(client: Client, query: str) -> Sequence[str]:
    """The titles of the plays that the list shows."""
    page = client.get(f"/heard/?{query}").context["listing"]
    return sorted(play.title for play in page.window.rows)


def test_each_play_says_what_where_and_when(viewer: Client) -> None:
    page = text(viewer, "/heard/")
    for words in ("Hello", "Adele", "Radio One", "evening.mp3", "GBBKS1500214", "Tidewater"):
        assert words in page
    # Half past midnight in Tokyo, of the day after.
    assert "2 Mar 2026, 00:30:00" in page
    assert "JST, 2026-03-01 15:30:00 UTC" in page
    assert "Sky &lt;b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=tidewater", ["Tidewater"]),
        ("q=gbbks1500214", ["Hello", "Hello"]),
        ("q=adele+hello", ["Hello", "Hello"]),
        ("container=9", ["Hello"]),
        ("container=8&container=9&section=custom_files", ["Tidewater"]),
        ("bucket=7", ["Tidewater"]),
        ("isrc=gb-bks-15-00214", ["Hello", "Hello"]),
        ("isrc=none", ["Hello", "Hello", "Sky <b>", "Tidewater"]),
        ("upc=886445581959", ["Hello", "Hello"]),
        ("label=XL&container=9", ["Hello"]),
        ("artists=Bob", ["Sky <b>"]),
        ("min_score=50", ["Hello", "Hello", "Tidewater"]),
        ("min_score=x", ["Hello", "Hello", "Sky <b>", "Tidewater"]),
        ("from=2026-03-01&to=2026-03-01", ["Hello", "Sky <b>", "Tidewater"]),
        ("to=2026-02-28", []),
        ("q=hello&label=none", []),
        (f"acr_id={OURS}", ["Tidewater"]),
    ],
)
def test_it_is_narrowed_by_what_is_asked(viewer: Client, query: str, titles: list[str]) -> None:
    # The other recording was sent on another day.
    Play.objects.filter(file=MORNING).update(heard_at=datetime(2026, 3, 5, tzinfo=UTC))
    assert shown(viewer, query) == titles


def test_it_is_narrowed_by_station(viewer: Client) -> None:
    station = Station.objects.get()
    assert shown(viewer, f"station={station.pk}") == ["Hello", "Sky <b>", "Tidewater"]


def test_what_is_filtered_is_summed_up(viewer: Client) -> None:
    all_of_it = text(viewer, "/heard/totals/")
    assert "<b>4</b> plays" in all_of_it
    assert "<b>3</b> pieces" in all_of_it
    assert "<b>4 min</b> played" in all_of_it
    part = text(viewer, "/heard/totals/?label=XL&q=hello")
    assert "<b>2</b> plays" in part
    assert "<b>1</b> piece<" in part
    assert "/heard/by/artists/?q=hello&amp;label=XL" in part
    assert 'hx-get="/heard/totals/?label=XL"' in text(viewer, "/heard/?label=XL")


@pytest.mark.parametrize(
    ("grouping", "first", "plays", "narrowed"),
    [
        ("artists", "Adele", 2, "/heard/?artists=Adele"),
        ("label", "Not known", 2, ""),
        ("station", "Radio One", 3, "/heard/?station="),
    ],
)
def test_plays_are_grouped(
    viewer: Client, grouping: str, first: str, plays: int, narrowed: str
) -> None:
    response = viewer.get(f"/heard/by/{grouping}/")
    group, address, share = response.context["rows"][0]
    assert (group.title, group.plays, share) == (first, plays, "100.00%")
    assert address.startswith(narrowed)


def test_a_group_of_a_narrowed_list_stays_narrowed(viewer: Client) -> None:
    response = viewer.get("/heard/by/piece/?container=9&q=hello")
    [(group, address, _)] = response.context["rows"]
    assert (group.title, group.plays) == ("Hello", 1)
    assert address == f"/heard/?q=hello&container=9&piece={group.narrowed['piece']}"
    assert shown(viewer, address.partition("?")[2]) == ["Hello"]
    assert "Remove Container Mornings" in response.content.decode()


def test_days_are_grouped_newest_first(viewer: Client) -> None:
    Play.objects.filter(file=MORNING).update(heard_at=datetime(2026, 3, 5, tzinfo=UTC))
    rows = viewer.get("/heard/by/day/").context["rows"]
    assert [(group.title, group.plays) for group, _, _ in rows] == [
        ("5 Mar 2026", 1),
        ("1 Mar 2026", 3),
    ]
    assert [address for _, address, _ in rows][1] == "/heard/?from=2026-03-01&to=2026-03-01"


def test_there_is_no_other_grouping(viewer: Client) -> None:
    assert viewer.get("/heard/by/weather/").status_code == 404


def test_a_piece_has_a_page_with_every_play_and_name_of_it(viewer: Client) -> None:
    audio_file(11, 7, acr_id=OURS, title="Tidewater (master)")
    play = Play.objects.filter(title="Hello").first()
    assert play is not None
    page = text(viewer, f"/heard/pieces/{play.piece}/")
    for words in ("evening.mp3", "morning.mp3", "GBBKS1500214", "886445581959", "2 plays"):
        assert words in page
    assert "Tidewater" not in page
    own = Play.objects.get(title="Tidewater")
    assert "/buckets/7/files/11/" in text(viewer, f"/heard/pieces/{own.piece}/")
    assert viewer.get("/heard/pieces/12345/").status_code == 404


def test_another_spelling_is_shown_on_the_page_of_the_piece(viewer: Client) -> None:
    again: Entry = entry(0, 30, "Hello (Official)", **HELLO)
    scanned_file(UUID(int=3), 9, results={"music": [again]})
    piece = Play.objects.get(title="Hello (Official)").piece
    page = text(viewer, f"/heard/pieces/{piece}/")
    assert "Also met as" in page
    assert "Hello – Adele" in page


def test_a_bucket_file_says_where_it_was_heard(viewer: Client) -> None:
    audio_file(11, 7, acr_id=OURS)
    assert f'hx-get="/heard/in/?acr_id={OURS}"' in text(viewer, "/buckets/7/files/11/")
    assert "evening.mp3" in text(viewer, f"/heard/in/?acr_id={OURS}")
    assert "No scan has heard it yet" in text(viewer, "/heard/in/?acr_id=b")


def test_the_search_knows_what_was_heard(viewer: Client) -> None:
    for word in ("adele", "GBBKS1500214", "xl"):
        page = text(viewer, f"/search/?q={word}")
        assert page.count("/heard/pieces/") == 1
    assert "/heard/?q=adele" not in page


def test_the_export_has_what_is_filtered(viewer: Client) -> None:
    response = viewer.get("/heard/?label=XL&format=csv")
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3
    assert lines[1].startswith("Hello,") or lines[2].startswith("Hello,")


def test_nobody_sees_it_without_signing_in() -> None:
    for path in ("/heard/", "/heard/totals/", "/heard/by/piece/", "/heard/in/", "/heard/pieces/1/"):
        assert Client().get(path).status_code == 302
