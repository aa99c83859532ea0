"""What asks for someone's action now, wherever it happened."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Now
from django.urls import reverse

from buckets.models import AudioFile, Bucket, FileState
from jobs import heartbeats
from jobs.models import Job, State
from mirror.models import QuarantinedRow
from mirror.overview import held_passes
from scanning.models import Delivery, DeliveryState, ScannedFile, ScanState

FAILED_FOR = timedelta(days=7)
SILENT_SECONDS = 15.0
PARENTS_SHOWN = 3
# What docs/recognition.md recommends the embedded engine for.
ENGINE_FILES = 10_000
LOST = (DeliveryState.FAILED, DeliveryState.QUARANTINED)
WORKERS = ("fast", "bulk", "scheduler")


@dataclass(frozen=True, slots=True)
class Matter:
    """One line: how many of what, and the page where something can be done about it."""

    icon: str
    text: str
    url: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers beside the places of the sidebar."""

    jobs: int
    sync: int
    callbacks: int


def counts() -> Counts:
    return Counts(
        jobs=_failed_jobs(),
        sync=QuarantinedRow.objects.count() + len(held_passes()),
        callbacks=_failed_callbacks(),
    )


def matters() -> list[Matter]:
    """All that asks for action, the gravest first."""
    return [*_of_processes(), *_of_work(), *_of_files(), *_of_recognition()]


def silent_workers() -> list[str]:
    """Workers and schedulers without a recent sign of life."""
    ages = heartbeats.ages()
    return [name for name in WORKERS if ages.get(name, SILENT_SECONDS + 1) > SILENT_SECONDS]


def _of_processes() -> list[Matter]:
    silent = silent_workers()
    if not silent:
        return []
    text = f"No sign of life from {' and '.join(silent)}: work waits until it is back."
    return [Matter("plug-connected-x", text, reverse("jobs:list"))]


def _of_work() -> list[Matter]:
    found = []
    if failed := _failed_jobs():
        url = f"{reverse('jobs:list')}?state={State.FAILED}"
        found.append(Matter("alert-triangle", f"{_count(failed, 'job')} failed this week.", url))
    if failed := _failed_callbacks():
        asked = "&".join(f"state={state}" for state in LOST)
        url = f"{reverse('scanning:callbacks')}?{asked}"
        found.append(Matter("inbox", f"{_count(failed, 'callback')} not applied this week.", url))
    if held := held_passes():
        text = f"{_count(len(held), 'pass', 'passes')} held, because too much would vanish."
        found.append(Matter("player-pause", text, reverse("mirror:sync"), is_error=False))
    if quarantined := QuarantinedRow.objects.count():
        text = f"{_count(quarantined, 'object')} could not be read."
        found.append(Matter("help-circle", text, reverse("mirror:sync"), is_error=False))
    return found


def _of_files() -> list[Matter]:
    found = []
    audio = AudioFile.objects.live().filter(state=FileState.ERROR)
    for bucket_id, name, number in _most(audio, "bucket"):
        url = f"{reverse('buckets:bucket', args=[bucket_id])}?state={FileState.ERROR}"
        found.append(
            Matter("file-music", f"{_count(number, 'audio file')} in error in {name}.", url)
        )
    errors = [int(ScanState.ERROR), int(ScanState.FAILED)]
    scanned = ScannedFile.objects.live().filter(state__in=errors)
    for container_id, name, number in _most(scanned, "container"):
        asked = "&".join(f"state={state}" for state in errors)
        url = f"{reverse('scanning:container', args=[container_id])}?{asked}"
        found.append(
            Matter("waveform", f"{_count(number, 'recording')} not scanned in {name}.", url)
        )
    return found


def _of_recognition() -> list[Matter]:
    if not settings.REMOTE_IS_ENGINE:
        return []
    files = Bucket.objects.holding_files().aggregate(files=Sum("num"))["files"] or 0
    if files <= ENGINE_FILES:
        return []
    text = (
        f"{files:,} audio files in the embedded engine: beyond {ENGINE_FILES:,},"
        " ACRCloud is the better place to recognise from."
    )
    return [Matter("gauge", text, reverse("buckets:list"), is_error=False)]


def _most(rows: QuerySet[Any], parent: str) -> list[tuple[int, str, int]]:
    """The parents with most of these rows: id, name, number."""
    grouped = rows.order_by().values_list(f"{parent}_id", f"{parent}__name")
    return list(grouped.annotate(number=Count("pk")).order_by("-number")[:PARENTS_SHOWN])


def _failed_jobs() -> int:
    return Job.objects.filter(state=State.FAILED, finished_at__gte=Now() - FAILED_FOR).count()


def _failed_callbacks() -> int:
    lost = Delivery.objects.filter(state__in=LOST, received_at__gte=Now() - FAILED_FOR)
    return lost.count()


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
