"""Moments as a station's clock shows them."""

from datetime import UTC, datetime, tzinfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from plays.models import Station


def zone_of(station: Station | None) -> tzinfo:
    """The station's, else the portal's."""
    return station.zone_info if station else timezone.get_current_timezone()


def local_text(moment: datetime, station: Station | None) -> str:
    """A moment as the station's clock showed it, for an input."""
    return f"{moment.astimezone(zone_of(station)):%Y-%m-%dT%H:%M:%S}"


def as_utc(naive: datetime, station: Station | None) -> datetime:
    """The moment at which the station's clock showed this.

    Where the clock showed it twice, in autumn, the first time is meant. Raises ValidationError for
    a time that it never showed, in spring.
    """
    zone = zone_of(station)
    moment = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        raise ValidationError(f"The clocks of {zone} skipped this time.")
    return moment
