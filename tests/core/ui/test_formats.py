"""Numbers and times formatted for people."""

from datetime import UTC, datetime, timedelta

import pytest

from core.ui import formats

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), (0, "0:00"), (78.524, "1:19"), (3599.6, "1:00:00"), (36610, "10:10:10")],
)
def test_a_length_in_minutes_and_seconds(seconds: float | None, shown: str) -> None:
    assert formats.clock(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), (12, "12 s"), (119, "119 s"), (120, "2 min"), (255600, "71 h")],
)
def test_a_length_in_one_unit(seconds: float | None, shown: str) -> None:
    assert formats.span(seconds) == shown


@pytest.mark.parametrize(
    ("octets", "shown"),
    [(None, "–"), (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (5 * 1024**5, "5120.0 TB")],
)
def test_a_size_in_one_unit(octets: int | None, shown: str) -> None:
    assert formats.size(octets) == shown


@pytest.mark.parametrize(
    ("distance", "shown"),
    [
        (timedelta(seconds=0.4), "just now"),
        (timedelta(seconds=12), "12 s ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=59), "59 d ago"),
        (timedelta(days=61), "20 Sep 2026"),
        (timedelta(minutes=-4), "in 4 min"),
    ],
)
def test_a_time_relative_to_now(distance: timedelta, shown: str) -> None:
    assert formats.relative_time(NOW - distance, NOW) == shown


def test_a_relative_time_has_the_exact_time_as_its_title() -> None:
    shown = formats.ago(NOW)
    assert 'datetime="2026-11-20T12:00:00+00:00"' in shown
    assert 'title="20 Nov 2026, 12:00:00 UTC"' in shown


def test_a_copyable_value_is_escaped() -> None:
    shown = formats.copyable('"><script>alert(1)</script>')
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
