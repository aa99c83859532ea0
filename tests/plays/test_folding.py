"""Folding: from overlapping matches to a tracklist, by a rule of which nothing falls out."""

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from plays.folding import FoldedPlay, FoldingRule, fold
from scanning.results.reading import ResultSegment
from tests.plays.made_up_matches import captured_body, entry, programme, read

RULE = FoldingRule(max_gap=10.0)


def folded(**sections: list[dict[str, Any]]) -> list[FoldedPlay]:
    return fold(read(**sections), RULE)


def titles(plays: list[FoldedPlay]) -> list[str]:
    return [play.front.title for play in plays]


def test_neighbours_of_a_piece_join_over_a_gap() -> None:
    [play] = folded(music=[entry(0, 20, at=0), entry(28, 12, at=28)])
    assert (play.begin, play.end, play.played) == (0, 40, 32)
    assert (play.of_piece, play.alternates) == (2, 0)


def test_a_longer_gap_keeps_them_apart() -> None:
    assert len(folded(music=[entry(0, 20, at=0), entry(31, 9, at=31)])) == 2


def test_a_piece_that_begins_anew_is_played_again() -> None:
    plays = folded(music=[entry(0, 200, at=0), entry(203, 200, at=0)])
    assert [(play.begin, play.end) for play in plays] == [(0, 200), (203, 403)]


def test_a_piece_played_faster_still_goes_on() -> None:
    assert len(folded(music=[entry(0, 100, at=0), entry(101, 50, at=105)])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"external_ids": {"isrc": "GBBKS1500214"}},
            {"external_ids": {"isrc": ["gb-bks-15-00214"]}},
        ),
        ({"acrid": "a" * 32}, {"acrid": "a" * 32}),
        ({"title": "Héllo!"}, {"title": "hello"}),
    ],
)
def test_one_piece_is_known_by_any_of_its_names(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    one = {"title": "One", **first}
    other = {"title": "Other", **second}
    assert len(folded(music=[entry(0, 20, **one), entry(5, 20, **other)])[0].matches) == 2
    assert folded(music=[entry(0, 20, **one), entry(5, 20, **other)])[0].of_piece == 2


def test_a_name_that_links_two_pieces_makes_them_one() -> None:
    [play] = folded(
        music=[
            entry(0, 10, "A", acrid="a" * 32),
            entry(1, 10, "B", external_ids={"isrc": "GBBKS1500214"}),
            entry(2, 10, "C", acrid="a" * 32, external_ids={"isrc": "GBBKS1500214"}),
        ]
    )
    assert (play.of_piece, play.alternates) == (3, 0)


def test_versions_are_told_apart() -> None:
    [play] = folded(music=[entry(0, 60, score=90), entry(0, 60, "Hello (Remix)", score=80)])
    assert (play.front.title, play.alternates) == ("Hello", 1)


def test_untitled_matches_are_never_one_piece() -> None:
    assert len(folded(music=[entry(0, 9, "", artist=""), entry(12, 9, "", artist="")])) == 2


def test_own_catalogue_is_in_front_of_music_and_music_of_covers() -> None:
    [play] = folded(
        cover_songs=[entry(0, 100, "Cover", score=100)],
        music=[entry(0, 100, "Music", score=99)],
        custom_files=[entry(2, 97, "Own", score=40)],
    )
    assert [match.title for match in play.matches] == ["Own", "Music", "Cover"]
    assert play.alternates == 2


def test_a_jingle_of_ours_does_not_hide_the_song_around_it() -> None:
    plays = folded(custom_files=[entry(50, 5, "Jingle")], music=[entry(0, 200, "Song")])
    assert titles(plays) == ["Song", "Jingle"]


def test_a_long_cover_over_several_songs_is_behind_them() -> None:
    plays = folded(
        music=[entry(0, 100, "One"), entry(100, 100, "Two"), entry(200, 100, "Three")],
        cover_songs=[entry(0, 300, "All")],
    )
    assert titles(plays) == ["One", "Two", "Three"]
    assert sum(play.alternates for play in plays) == 1


def test_two_pieces_that_fade_into_each_other_are_two_plays() -> None:
    plays = folded(music=[entry(0, 100, "One"), entry(90, 100, "Two")])
    assert titles(plays) == ["One", "Two"]


@pytest.mark.parametrize("seed", range(5))
def test_a_captured_body_becomes_one_play_with_alternates(seed: int) -> None:
    body = captured_body(seed)
    [play] = folded(**body)
    assert play.front.title == "Cold Water"
    assert (play.begin, round(play.end)) == (0, 223)
    assert len(play.matches) == 91
    assert play.alternates >= 20


def test_an_hour_of_programme_becomes_its_tracklist() -> None:
    plays = folded(**programme())
    assert titles(plays) == [f"Song {song}" for song in range(20)]


@pytest.mark.timing
def test_folding_is_quick() -> None:
    hour, body = read(**programme()), read(**captured_body())
    assert _quickest(hour) <= 0.020
    assert _quickest(body) <= 0.002


def _quickest(matches: list[ResultSegment]) -> float:
    times = []
    for _ in range(20):
        began = time.perf_counter()
        fold(matches, RULE)
        times.append(time.perf_counter() - began)
    return min(times)


ENTRIES = st.builds(
    entry,
    st.integers(0, 300).map(float),
    st.sampled_from([0.0, 1.0, 5.0, 30.0, 200.0]),
    st.sampled_from(["One", "Two", "Three", ""]),
    artist=st.sampled_from(["A", "B", ""]),
    at=st.none() | st.integers(0, 60).map(float),
    score=st.none() | st.integers(0, 100).map(float),
    acrid=st.sampled_from(["", "", "a", "b"]),
)
BODIES = st.dictionaries(
    st.sampled_from(["custom_files", "music", "cover_songs"]), st.lists(ENTRIES, max_size=12)
)


@given(BODIES, st.randoms())
@profile(deadline=None)
def test_each_match_is_in_exactly_one_play_in_whatever_order_they_come(
    body: dict[str, list[dict[str, Any]]], random_: random.Random
) -> None:
    matches = read(**body)
    plays = fold(matches, RULE)
    in_plays = [id(match) for play in plays for match in play.matches]
    assert sorted(in_plays) == sorted(map(id, matches))
    shuffled = random_.sample(matches, len(matches))
    assert [(play.begin, play.end, play.alternates) for play in fold(shuffled, RULE)] == [
        (play.begin, play.end, play.alternates) for play in plays
    ]


@given(BODIES)
@profile(deadline=None)
def test_plays_come_in_the_order_of_time_and_cover_what_they_say(
    body: dict[str, list[dict[str, Any]]],
) -> None:
    plays = folded(**body)
    assert [play.begin for play in plays] == sorted(play.begin for play in plays)
    for play in plays:
        of_piece = play.matches[: play.of_piece]
        assert play.begin == min(match.begin for match in of_piece)
        assert play.end == max(match.end for match in of_piece)
        assert 0 <= play.played <= play.end - play.begin + 1e-9


@given(BODIES, st.integers(0, 1000))
@profile(deadline=None)
def test_a_recording_that_begins_later_has_the_same_plays_later(
    body: dict[str, list[dict[str, Any]]], seconds: int
) -> None:
    def spans(plays: list[FoldedPlay], by: float) -> list[tuple[float, float, int]]:
        return [(play.begin - by, play.end - by, len(play.matches)) for play in plays]

    later = {
        section: [{**one, "offset": one["offset"] + seconds} for one in entries]
        for section, entries in body.items()
    }
    assert spans(folded(**later), seconds) == spans(folded(**body), 0)
