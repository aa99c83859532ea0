"""Names of recordings, read by patterns."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from plays.name_patterns import PatternError, check_pattern, read_name

SIX = datetime(2026, 3, 1, 6, 0, 0)  # noqa: DTZ001 (what a clock showed)


@pytest.mark.parametrize(
    ("pattern", "name", "station"),
    [
        ("{station}_{YYYYMMDD}_{HHMMSS}", "r1_20260301_060000.mp3", "r1"),
        ("{station}_{YYYYMMDD}_{HHMMSS}", "radio_one_20260301_060000", "radio_one"),
        ("{YYYY}-{MM}-{DD} {HH}.{mm} {station}.", "2026-03-01 06.00 r1.wav", "r1"),
        ("{*}/{station}-{YYMMDD}{HHMM}", "logs/a/r1-2603010600", "a/r1"[2:]),
        ("{YYYYMMDD}T{HHMMSS}", "20260301T060000Z", ""),
    ],
)
def test_it_reads_station_and_begin(pattern: str, name: str, station: str) -> None:
    facts = read_name(pattern, name)
    assert facts is not None
    assert (facts.station, facts.begins_at) == (station, SIX)


def test_a_day_without_a_time_begins_at_midnight() -> None:
    facts = read_name("{station} {YYYYMMDD}", "r1 20260301.mp3")
    assert facts is not None
    assert (facts.begins_at.hour, facts.begins_at.day) == (0, 1)


@pytest.mark.parametrize(
    "name", ["", "r1", "r1_2026030_060000", "r1_20261301_060000", "r1_20260230_060000"]
)
def test_another_name_says_nothing(name: str) -> None:
    assert read_name("{station}_{YYYYMMDD}_{HHMMSS}", name) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{station}", "the whole day"),
        ("{YYYY}{MM}", "the whole day"),
        ("{YYYYMMDD}{DD}", "comes twice"),
        ("{station}{station}{YYYYMMDD}", "may come once"),
        ("{YYYYMMDD", "not closed"),
        ("{weather}{YYYYMMDD}", "{weather} is not known"),
        ("{*}{*}{YYYYMMDD}", "may come once"),
        ("{*}{station}{YYYYMMDD}", "something between"),
        ("{YYYYMMDD}" + "x" * 300, "at most 200"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(PatternError, match=words):
        check_pattern(pattern)


@given(st.text(max_size=60), st.text(max_size=60))
@profile(deadline=None)
def test_whatever_comes_is_read_or_refused(pattern: str, name: str) -> None:
    try:
        read_name(pattern, name)
    except PatternError:
        return
    check_pattern(pattern)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)))  # noqa: DTZ001
def test_each_time_is_read_as_it_was_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    facts = read_name("{station}_{YYYYMMDD}_{HHMMSS}", f"r1_{moment:%Y%m%d_%H%M%S}.mp3")
    assert facts is not None
    assert facts.begins_at == moment
