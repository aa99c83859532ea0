"""What is drawn where, and how much was covered."""

import pytest

from scanning.models import ScannedFile
from scanning.results import presenters, timeline
from scanning.results.reading import COVERS, MUSIC, OWN, TALK, ResultSection, ResultSegment


def segment(
    begin: float, end: float, section: ResultSection = MUSIC, score: float = 0, number: int = 0
) -> ResultSegment:
    return ResultSegment(
        section=section, begin=begin, end=end, title="x", match_score=score, number=number,
        has_music=True,
    )  # fmt: skip


def bars(*segments: ResultSegment, length: float = 100) -> list[timeline.TimelineBar]:
    drawn = timeline.draw_timeline(segments, length)
    assert drawn is not None
    return [bar for lane in drawn.lanes for bar in lane.bars]


def test_a_bar_lies_where_its_segment_plays() -> None:
    [bar] = bars(segment(25, 50))
    assert (bar.x, bar.width, bar.y) == ("25.0000%", "25.0000%", 0)


def test_each_section_has_a_lane_in_a_fixed_order() -> None:
    drawn = timeline.draw_timeline([segment(0, 1, COVERS), segment(2, 3), segment(4, 5, OWN)], 10)
    assert drawn is not None
    assert [lane.section for lane in drawn.lanes] == [OWN, MUSIC, COVERS]


def test_what_overlaps_goes_into_rows_and_what_follows_stays_in_one() -> None:
    assert [bar.y for bar in bars(segment(0, 30), segment(30, 60), segment(60, 61))] == [0, 0, 0]
    assert [bar.y for bar in bars(segment(0, 30), segment(20, 60), segment(31, 70))] == [0, 26, 0]


def test_claims_to_the_same_stretch_share_a_bar_led_by_the_surest() -> None:
    [bar] = bars(segment(0, 30, score=40, number=1), segment(1, 30, score=90, number=2))
    assert (bar.segment.number, bar.count) == (2, 2)
    assert [one.number for one in bar.alternates] == [1]


def test_a_recording_of_unknown_length_ends_with_its_last_segment() -> None:
    drawn = timeline.draw_timeline([segment(0, 40)], None)
    assert drawn is not None
    assert drawn.length == 40
    assert timeline.draw_timeline([], 100) is None
    assert timeline.draw_timeline([segment(0, 0)], 0) is None


@pytest.mark.parametrize("length", [1, 12, 61, 1200, 10_800, 90_000, 1e15])
def test_there_are_a_few_marks_on_any_axis(length: float) -> None:
    drawn = timeline.draw_timeline([segment(0, 1)], length)
    assert drawn is not None
    assert 2 <= len(drawn.ticks) <= 10
    assert drawn.ticks[0].anchor == "start"


def test_coverage_counts_each_second_once() -> None:
    found = [segment(0, 30), segment(10, 20), segment(25, 40), segment(90, 100, OWN)]
    assert presenters.covered_seconds(found) == 50
    assert presenters.covered_shares(found, 100) == [("matched", 50)]
    talk = [segment(0, 60, TALK)]
    assert presenters.covered_shares([*found, *talk], 100) == [("music", 60), ("matched", 50)]


@pytest.mark.parametrize(("end", "percent"), [(0.1, 1), (99.7, 99), (100, 100), (120, 100), (0, 0)])
def test_something_is_never_nothing_and_nearly_all_is_not_all(end: float, percent: int) -> None:
    assert presenters.covered_shares([segment(0, end)], 100) == [("matched", percent)]


@pytest.mark.parametrize(
    ("state", "sections", "word"),
    [
        (0, [], "Being scanned"),
        (-1, [], "Nothing found"),
        (-2, [], "Not scanned"),
        (-3, [], "Not scanned"),
        (1, [MUSIC, OWN], "Own catalogue found"),
        (1, [COVERS, MUSIC], "Music found"),
        (1, [], "Nothing found"),
    ],
)
def test_a_scan_has_a_word_for_what_came_of_it(
    state: int, sections: list[ResultSection], word: str
) -> None:
    found = [segment(0, 1, section) for section in sections]
    assert presenters.verdict(ScannedFile(state=state), found) == word
