"""List pages show what their URL asks for, with and without htmx."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from django.test import Client

from buckets import tables
from buckets.resources import FILES
from buckets.views import buckets as bucket_views
from core.mirror.resources import Scope
from core.ui.lists import Column
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, gone

pytestmark = pytest.mark.django_db
ALL = ["100% sure", "night train &lt;b&gt;", "Night bus", "春风路口"]
HTMX = {"HX-Request": "true", "HX-Target": "list-files"}


@pytest.fixture
def client() -> Client:
    bucket(7, name="Radio")
    audio_file(1, 7, title="春风路口", duration=61, audio_id="station-1")
    audio_file(2, 7, title="Night bus", state=0, duration=None)
    audio_file(3, 7, title="night train <b>", state=-1, duration=300)
    audio_file(4, 7, title="100% sure", duration=5)
    audio_file(5, 7, title="Went away", duration=9)
    gone(FILES, 5, scope=Scope("7"))
    return signed_in(person())


def text_of(client: Client, query: str = "", **headers: str) -> str:
    return client.get(f"/buckets/7/{query}", headers=headers).content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'narrow-title"><a href="/buckets/7/files/\d+/" title="([^"]*)"', html)


def test_rows_come_newest_first_and_gone_ones_stay_away(client: Client) -> None:
    assert titles(text_of(client)) == [
        "100% sure",
        "night train &lt;b&gt;",
        "Night bus",
        "春风路口",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=春风", ["春风路口"]),
        ("?q=NIGHT", ["night train &lt;b&gt;", "Night bus"]),
        ("?q=bus+night", ["Night bus"]),
        ("?q=station-1", ["春风路口"]),
        ("?q=2", ["Night bus"]),
        ("?q=100%25", ["100% sure"]),
        ("?q=%00", ALL),
        ("?q=nothing", []),
    ],
)
def test_a_search_requires_every_word(client: Client, query: str, found: list[str]) -> None:
    assert titles(text_of(client, query)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=0", ["Night bus"]),
        ("?state=0&state=-1", ["night train &lt;b&gt;", "Night bus"]),
        ("?state=gone", ["Went away"]),
        ("?state=gone&state=0", ["Went away", "Night bus"]),
        ("?state=99", ALL),
        ("?state=0&q=train", []),
    ],
)
def test_filters_combine_and_unknown_choices_are_ignored(
    client: Client, query: str, found: list[str]
) -> None:
    assert titles(text_of(client, query)) == found


def test_a_column_sorts_both_ways(client: Client) -> None:
    html = text_of(client, "?sort=duration&state=1")
    assert titles(html) == ["100% sure", "春风路口"]
    assert 'aria-sort="ascending"' in html
    assert 'href="/buckets/7/?state=1&amp;sort=-duration"' in html
    assert titles(text_of(client, "?sort=-duration&state=1")) == ["春风路口", "100% sure"]


def test_a_column_that_can_t_be_sorted_is_left_alone(client: Client) -> None:
    assert titles(text_of(client, "?sort=payload")) == titles(text_of(client))


def test_an_active_filter_has_a_link_that_removes_it(client: Client) -> None:
    html = text_of(client, "?q=night&state=0&sort=title")
    assert 'aria-label="Remove State Processing"' in html
    assert 'href="/buckets/7/?q=night&amp;sort=title"' in html
    assert "1 file<" in html


def test_a_choice_made_twice_is_one_filter(client: Client) -> None:
    assert text_of(client, "?state=0&state=0").count('aria-label="Remove State') == 1


def test_filters_without_matches_can_be_cleared(client: Client) -> None:
    html = text_of(client, "?q=nothing&state=0")
    assert "Nothing matches" in html
    assert '<a class="btn" href="/buckets/7/"' in html


def test_pages_are_real_links_there_and_back(client: Client) -> None:
    for number in range(10, 70):
        audio_file(number, 7)
    first = text_of(client, "?size=25")
    assert "64 files" in first
    (following,) = re.findall(r'id="list-files-next" href="([^"]+)"', first)
    second = client.get(following.replace("&amp;", "&")).content.decode()
    assert len(titles(second)) == 25
    assert not set(titles(first)) & set(titles(second))
    (previous,) = re.findall(r'id="list-files-previous" href="([^"]+)"', second)
    assert titles(client.get(previous.replace("&amp;", "&")).content.decode()) == titles(first)


@pytest.mark.parametrize("at", ["nonsense", "WzAsIngiLCJ4Il0"])
def test_a_page_that_no_longer_exists_shows_the_first_one_and_says_so(
    client: Client, at: str
) -> None:
    html = text_of(client, f"?at={at}")
    assert len(titles(html)) == 4
    assert "no longer exists" in html


def test_htmx_gets_the_changing_part_with_the_count_and_the_menus(client: Client) -> None:
    response = client.get("/buckets/7/?state=0", headers=HTMX)
    html = response.content.decode()
    assert "<html" not in html
    assert titles(html) == ["Night bus"]
    assert 'id="list-files-menus" hx-swap-oob="true"' in html
    assert "innerHTML:#list-files-said" in html
    assert "HX-Request" in response["Vary"]


def test_going_back_in_history_gets_the_whole_page(client: Client) -> None:
    html = text_of(client, "?state=0", **HTMX, **{"HX-History-Restore-Request": "true"})
    assert "<html" in html


def test_chosen_columns_are_remembered(client: Client) -> None:
    html = text_of(client, "?columns=&columns=audio_id")
    headers = re.findall(r'columnheader" scope="col"[^>]*>\s*(?:<a[^>]*>)?\s*([\w ]+)', html)
    assert [header.strip() for header in headers] == ["Title", "Audio id"]
    assert "station-1" in text_of(client)
    assert "station-1" not in text_of(signed_in(person()))


def test_an_export_is_what_matches_with_the_columns_shown(client: Client) -> None:
    response = client.get("/buckets/7/?format=csv&state=1&sort=duration")
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="files.csv"'
    assert lines[0] == "Title,State,Length,ACR id,Added"
    assert [line.split(",")[0] for line in lines[1:]] == ["100% sure", "春风路口"]


def test_the_search_field_keeps_what_was_typed(client: Client) -> None:
    assert 'value="&quot;&gt;x"' in text_of(client, '?q=">x')


def test_urls_can_contain_chinese(client: Client) -> None:
    html = text_of(client, "?q=春风&state=1")
    assert 'href="/buckets/7/?q=春风"' in unquote(html)


def test_a_long_list_is_counted_after_it_is_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(tables.FILES, count_limit=3)
    monkeypatch.setattr(bucket_views, "FILES", short)
    for number in range(10, 40):
        audio_file(number, 7)
    assert "32 files" in text_of(client, "?size=25&state=1")  # the tally knows
    html = text_of(client, "?size=25&state=1&q=file")
    assert "over 3 files" in html
    (counting,) = re.findall(r'hx-get="([^"]+)" hx-trigger="load">over', html)
    assert text_of(client, counting.removeprefix("/buckets/7/").replace("&amp;", "&")) == "30 files"


def test_a_field_of_another_model_can_not_be_sorted_by() -> None:
    with pytest.raises(ValueError, match="bucket__name"):
        Column(key="bucket", label="Bucket", sort="bucket__name", cell=str)
