"""The list of jobs."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobs.models import Job, Queue, State
from jobs.states import state_of
from ui import formats
from ui.lists import Act, Column, Empty, ListPage, choices_of, field_filter, search_in, values_of


def link(job: Job) -> SafeString:
    address = reverse("jobs:job", args=[job.pk])
    return format_html('<a href="{}" title="{}">{}</a>', address, job.title, job.title)


def seconds_taken(job: Job) -> float | None:
    if job.started_at is None or job.finished_at is None:
        return None
    return (job.finished_at - job.started_at).total_seconds()


def progress(job: Job) -> str:
    if job.percent is not None:
        return f"{job.percent} %"
    return formats.number(job.progress_done) if job.progress_done else formats.NOTHING


CANCEL = Act(label="Cancel", icon="ban", url="cancel/")
RETRY = Act(label="Retry", icon="refresh", url="retry/")

JOBS = ListPage[Job](
    name="jobs",
    one="job",
    many="jobs",
    order="-queued",
    columns=(
        Column(key="title", label="Job", cell=link, narrow="title"),
        Column(key="state", label="State", cell=lambda job: state_of(job).badge(), narrow="aside"),
        Column(
            key="progress",
            label="Progress",
            cell=progress,
            value=lambda job: job.percent,
            numeric=True,
        ),
        Column(
            key="attempts",
            label="Attempts",
            cell=lambda job: f"{job.attempts} of {job.max_attempts}",
            numeric=True,
            narrow="off",
        ),
        Column(key="kind", label="Kind", cell=lambda job: job.kind, shown=False, narrow="off"),
        Column(key="queue", label="Queue", cell=lambda job: job.get_queue_display(), narrow="off"),
        Column(
            key="queued",
            label="Queued",
            cell=lambda job: formats.ago(job.created_at),
            value=lambda job: job.created_at,
            sort="pk",
        ),
        Column(
            key="took",
            label="Took",
            cell=lambda job: formats.span(seconds_taken(job)),
            value=seconds_taken,
            numeric=True,
            narrow="off",
        ),
        Column(
            key="by",
            label="By",
            cell=lambda job: job.created_by or "the clock",
            value=lambda job: job.created_by or "",
            narrow="off",
        ),
        Column(
            key="id",
            label="Number",
            cell=lambda job: job.pk,
            numeric=True,
            shown=False,
            narrow="off",
        ),
    ),
    filters=(
        field_filter("state", "State", choices_of(State)),
        field_filter("kind", "Kind", values_of(Job.objects.all, "kind")),
        field_filter("queue", "Queue", choices_of(Queue)),
    ),
    search=search_in("title", "kind", "error", ids=["id"]),
    search_label="Search titles and errors",
    empty=Empty(
        icon="list-check",
        title="No work has been asked for yet",
        text="Passes of the mirror, uploads and callbacks leave a line here, with their progress "
        "and what went wrong.",
    ),
)
