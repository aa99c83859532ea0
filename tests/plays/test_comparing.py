"""Two scans of a recording, compared play by play."""

from typing import Any
from uuid import UUID

import pytest

from core.accounts.roles import Role
from plays.comparing import compare
from plays.folding import FoldedPlay, FoldingRule, fold
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry, read

FILE = UUID(int=1)
LATER = "2026-11-21T14:59:00.000000Z"


def scan(*music: dict[str, Any]) -> list[FoldedPlay]:
    return fold(read(music=list(music)), FoldingRule())


def changes(before: list[FoldedPlay], after: list[FoldedPlay]) -> list[tuple[str, str]]:
    return [(one.change.value, one.play.front.title) for one in compare(before, after)]


def test_each_play_is_the_same_moved_new_or_gone() -> None:
    before = scan(entry(0, 50, "Same"), entry(100, 50, "Moved"), entry(200, 50, "Gone"))
    after = scan(entry(0.4, 50, "Same"), entry(110, 50, "Moved"), entry(300, 50, "New"))
    assert changes(before, after) == [
        ("same", "Same"),
        ("moved", "Moved"),
        ("gone", "Gone"),
        ("new", "New"),
    ]


def test_a_piece_played_twice_is_compared_play_by_play() -> None:
    before = scan(entry(0, 50, at=0), entry(200, 50, at=0))
    after = scan(entry(200, 50, at=0), entry(400, 50, at=0))
    assert changes(before, after) == [("same", "Hello"), ("moved", "Hello")]


def test_a_piece_under_another_name_is_the_same() -> None:
    before = scan(entry(0, 50, "Hello", acrid="a" * 32))
    after = scan(entry(0, 50, "Hello (Official)", acrid="a" * 32))
    assert changes(before, after) == [("same", "Hello (Official)")]


def test_nothing_against_nothing() -> None:
    assert compare([], []) == []


@pytest.mark.django_db
def test_the_page_compares_a_rescan_with_the_scan_before() -> None:
    bucket(7, name="House productions", num=12)
    container(8, buckets=[{"id": 7}])
    scanned_file(FILE, 8, results={"music": [entry(0, 50, "Gone <b>"), entry(100, 50, "Same")]})
    scanned_file(FILE, 8, results={"music": [entry(100, 50, "Same")]}, updated_at=LATER)
    scanned_file(FILE, 8, state=-1, updated_at="2026-11-21T15:59:00.000000Z")
    viewer = signed_in(person(Role.VIEWER))
    page = viewer.get(f"/heard/recordings/{FILE}/scans/?before=1&after=2").content.decode()
    assert "Scan 2 against scan 1" in page
    assert "Gone &lt;b&gt;" in page
    assert "House productions" in page
    assert "found nothing" in page
    newest = viewer.get(f"/heard/recordings/{FILE}/scans/?before=x").context
    assert (newest["after"], newest["before"]) == (3, 2)
    assert [one.change for one in newest["compared"]] == ["gone"]
