"""Everything that needs somebody's attention, for the dashboard and the sidebar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Now
from django.urls import reverse

from buckets.models import AudioFile, Bucket, FileState
from core.jobs import heartbeats
from core.jobs.models import Job, JobState
from core.mirror import tally
from core.mirror.models import MirrorRow, QuarantinedRow
from core.mirror.presenters import ResourceOverview, held_passes
from scanning.models import Container, Delivery, DeliveryState, ScannedFile, ScanState

FAILURE_WINDOW = timedelta(days=7)
HEARTBEAT_TIMEOUT_SECONDS = 15.0
MAX_PARENTS = 3
# The recommended limit of the embedded engine: docs/recognition.md.
MAX_ENGINE_FILES = 10_000
LOST_DELIVERY_STATES = (DeliveryState.FAILED, DeliveryState.QUARANTINED)
WORKERS = ("fast", "bulk", "scheduler")


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One line: how many of what, and the page where it can be handled."""

    icon: str
    text: str
    url: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class SidebarCounts:
    """The numbers beside the links of the sidebar."""

    jobs: int
    sync: int
    callbacks: int


def sidebar_counts() -> SidebarCounts:
    return SidebarCounts(
        jobs=_failed_jobs(),
        sync=QuarantinedRow.objects.count() + len(held_passes()),
        callbacks=_failed_callbacks(),
    )


def attention_items(overviews: Iterable[ResourceOverview]) -> list[AttentionItem]:
    """Everything that needs attention, the most serious first."""
    return [
        *_process_items(),
        *_job_items(),
        *_mirror_items(overviews),
        *_file_items(),
        *_recognition_items(),
    ]


def silent_workers() -> list[str]:
    """Workers and schedulers without a recent heartbeat."""
    ages = heartbeats.seconds_since_beats()
    return [
        name
        for name in WORKERS
        if ages.get(name, HEARTBEAT_TIMEOUT_SECONDS + 1) > HEARTBEAT_TIMEOUT_SECONDS
    ]


def _process_items() -> list[AttentionItem]:
    silent = silent_workers()
    if not silent:
        return []
    text = f"No heartbeat from {' and '.join(silent)}: work waits until it is back."
    return [AttentionItem("plug-connected-x", text, reverse("jobs:list"))]


def _job_items() -> list[AttentionItem]:
    items = []
    if failed := _failed_jobs():
        url = f"{reverse('jobs:list')}?state={JobState.FAILED}"
        items.append(
            AttentionItem("alert-triangle", f"{_count(failed, 'job')} failed this week.", url)
        )
    if failed := _failed_callbacks():
        query = "&".join(f"state={state}" for state in LOST_DELIVERY_STATES)
        url = f"{reverse('scanning:callbacks')}?{query}"
        items.append(
            AttentionItem("inbox", f"{_count(failed, 'callback')} not applied this week.", url)
        )
    return items


def _mirror_items(overviews: Iterable[ResourceOverview]) -> list[AttentionItem]:
    items = []
    held, quarantined = 0, 0
    for overview in overviews:
        held += len(overview.held)
        quarantined += overview.quarantined
    if held:
        text = f"{_count(held, 'pass', 'passes')} held, because too many rows would be gone."
        items.append(AttentionItem("player-pause", text, reverse("mirror:sync"), is_error=False))
    if quarantined:
        text = f"{_count(quarantined, 'object')} could not be read."
        items.append(AttentionItem("help-circle", text, reverse("mirror:sync"), is_error=False))
    return items


def _file_items() -> list[AttentionItem]:
    items = []
    for bucket_id, name, number in _top_parents(AudioFile, Bucket, [FileState.ERROR]):
        url = f"{reverse('buckets:bucket', args=[bucket_id])}?state={FileState.ERROR}"
        items.append(
            AttentionItem("file-music", f"{_count(number, 'audio file')} in error in {name}.", url)
        )
    errors = [int(ScanState.ERROR), int(ScanState.FAILED)]
    for container_id, name, number in _top_parents(ScannedFile, Container, errors):
        query = "&".join(f"state={state}" for state in errors)
        url = f"{reverse('scanning:container', args=[container_id])}?{query}"
        items.append(
            AttentionItem("waveform", f"{_count(number, 'recording')} not scanned in {name}.", url)
        )
    return items


def _recognition_items() -> list[AttentionItem]:
    if not settings.REMOTE_IS_ENGINE:
        return []
    files = Bucket.objects.holding_files().aggregate(files=Sum("num"))["files"] or 0
    if files <= MAX_ENGINE_FILES:
        return []
    text = (
        f"{files:,} audio files in the embedded engine: beyond {MAX_ENGINE_FILES:,},"
        " recognition by ACRCloud is recommended."
    )
    return [AttentionItem("gauge", text, reverse("buckets:list"), is_error=False)]


def _top_parents(
    model: type[MirrorRow], parent: type[Bucket | Container], states: Sequence[int]
) -> list[tuple[int, str, int]]:
    """The parents with the most live rows in these states: id, name, number of rows."""
    counts = dict(tally.largest_scopes(model, states, MAX_PARENTS))
    if not counts:
        return []
    names = dict(parent.objects.filter(pk__in=counts).values_list("pk", "name"))
    return [(key, names[key], number) for key, number in counts.items() if key in names]


def _failed_jobs() -> int:
    return Job.objects.filter(
        state=JobState.FAILED, finished_at__gte=Now() - FAILURE_WINDOW
    ).count()


def _failed_callbacks() -> int:
    lost = Delivery.objects.filter(
        state__in=LOST_DELIVERY_STATES, received_at__gte=Now() - FAILURE_WINDOW
    )
    return lost.count()


def _count(number: int, singular: str, plural: str = "") -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
