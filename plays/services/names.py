"""Acts on the patterns by which names of recordings are read."""

from django.db import transaction

from core.accounts.audit import Actor, record
from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import RunningJob
from plays import storing
from plays.models import NamePattern, OnAirSource, Recording, Station
from plays.name_patterns import check_pattern
from scanning.models import Container

READ_NAMES = "plays.names"
BATCH = 100


def save_pattern(
    *, container: Container, pattern: str, station: Station | None, is_utc: bool, by: Actor
) -> Job:
    """Read the names of a container's recordings by this pattern, those that are there too.

    Raises PatternError, having changed nothing.
    """
    check_pattern(pattern)
    with transaction.atomic():
        NamePattern.objects.update_or_create(
            pk=container.pk, defaults={"pattern": pattern, "station": station, "is_utc": is_utc}
        )
        record(
            actor=by,
            act="set name pattern",
            target=f"container {container.pk}",
            pattern=pattern,
            station=station.name if station else None,
        )
        return ledger.enqueue(
            kind=READ_NAMES,
            title=f"Read the names of {container.name}",
            args={"container_id": container.pk},
            key=f"{READ_NAMES} {container.pk}",
            by=by.user,
        )


def drop_pattern(*, container: Container, by: Actor) -> None:
    """Read no more names; what was read stays."""
    with transaction.atomic():
        NamePattern.objects.filter(pk=container.pk).delete()
        record(actor=by, act="drop name pattern", target=f"container {container.pk}")


def read_names(running: RunningJob) -> None:
    """Job: the recordings of a container of which nobody has said otherwise."""
    of_container = Recording.objects.filter(
        container_id=running.args["container_id"], source__in=["", OnAirSource.NAME]
    ).order_by("pk")
    total = of_container.count()
    cursor = running.cursor
    done = int(cursor.get("done", 0))
    remaining = of_container.filter(pk__gt=cursor["after"]) if "after" in cursor else of_container
    while keys := list(remaining.values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            storing.make_anew(key)
        done += len(keys)
        running.report_progress(done, total, cursor={"after": str(keys[-1]), "done": done})
        remaining = of_container.filter(pk__gt=keys[-1])
