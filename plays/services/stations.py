"""Acts on stations."""

from django.db import transaction

from core.accounts.audit import Actor, record
from plays.models import Station


class StationInUseError(Exception):
    """Recordings are of this station, or a pattern names it. The message says which."""


def save_station(*, station: Station, by: Actor) -> Station:
    """Make a station, or change it; its plays are shown in its zone from now on."""
    act = "change station" if station.pk else "create station"
    with transaction.atomic():
        station.save()
        record(
            actor=by,
            act=act,
            target=f"station {station.pk}",
            name=station.name,
            code=station.code,
            zone=station.zone,
        )
    return station


def delete_station(*, station: Station, by: Actor) -> None:
    """Raises StationInUseError: which station a recording is of is a fact that would be lost."""
    count = station.recordings.count()
    if count:
        words = "1 recording is" if count == 1 else f"{count:,} recordings are"
        raise StationInUseError(f"{words} of {station.name}: give them another station first.")
    if station.name_patterns.exists():
        raise StationInUseError(
            f"The names of a container’s recordings stand for {station.name}: change that first."
        )
    with transaction.atomic():
        record(actor=by, act="delete station", target=f"station {station.pk}", name=station.name)
        station.delete()
