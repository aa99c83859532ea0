"""When and where a recording was on air: a fact that people and services know."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.audit import Actor, record
from plays import storing
from plays.models import OnAirSource, Recording, Station
from scanning.models import ScannedFile


def set_on_air(
    *,
    file: ScannedFile,
    station: Station | None,
    begins_at: datetime | None,
    source: OnAirSource,
    by: Actor,
) -> Recording:
    """Say of which station a recording is and when it began; None takes either away.

    Its plays are made anew with their times on air, and the feed tells of them.
    """
    with transaction.atomic():
        recording, _ = Recording.objects.select_for_update().get_or_create(
            file_id=file.pk, defaults={"container_id": file.container_id}
        )
        recording.station, recording.begins_at = station, begins_at
        recording.source = source if station or begins_at else ""
        recording.set_by, recording.set_at = by.name[:255], timezone.now()
        recording.save()
        storing.make_anew(file.pk)
        record(
            actor=by,
            act="set on air",
            target=f"recording {file.pk}",
            station=station.name if station else None,
            begins_at=begins_at.isoformat() if begins_at else None,
        )
    recording.refresh_from_db()
    return recording
