"""What the name of a recording says of it, by the pattern of its container."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from django.utils import timezone

from plays.models import NamePattern, OnAirSource, Recording, Station
from plays.name_patterns import read_name

# What people and services said counts for more than a name.
_FROM_NAMES = ("", OnAirSource.NAME)


@dataclass(frozen=True, slots=True)
class NameReading:
    """`code` is the station's in the name; `station` is None where no station has it."""

    code: str
    station: Station | None
    begins_at: datetime


def reading_of(pattern: NamePattern, name: str) -> NameReading | None:
    """None where the pattern doesn't fit the name.

    The name's code says which station it is, else the pattern does. Where the station's clock
    showed the time twice, the first time is meant.
    """
    facts = read_name(pattern.pattern, name)
    if facts is None:
        return None
    station = pattern.station
    if facts.station:
        station = Station.objects.filter(code__iexact=facts.station).first()
    zone: tzinfo = timezone.get_current_timezone()
    if pattern.is_utc:
        zone = UTC
    elif station is not None:
        zone = station.zone_info
    begins_at = facts.begins_at.replace(tzinfo=zone).astimezone(UTC)
    return NameReading(facts.station, station, begins_at)


def read_into(recording: Recording, name: str) -> None:
    """Set station and begin of a recording as its name says, unless somebody has said otherwise."""
    if recording.source not in _FROM_NAMES:
        return
    patterns = NamePattern.objects.filter(pk=recording.container_id).select_related("station")
    pattern = patterns.first()
    if pattern is None:
        return
    reading = reading_of(pattern, name)
    recording.station = reading.station if reading else None
    recording.begins_at = reading.begins_at if reading else None
    recording.source = OnAirSource.NAME if reading else ""
    recording.set_by = f"pattern {pattern.pattern}"[:255] if reading else ""
    recording.set_at = timezone.now() if reading else None
