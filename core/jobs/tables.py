"""The list of jobs."""

from django.utils.safestring import SafeString

from core.jobs.models import Job, JobState, Queue
from core.jobs.presenters import progress_text, seconds_taken, state_of
from core.ui import formats
from core.ui.lists import (
    Column,
    EmptyState,
    ListAction,
    ListPage,
    choices_of,
    field_filter,
    search_in,
    values_of,
)
from core.ui.markup import markup, row_address


def link(job: Job) -> SafeString:
    address = row_address("jobs:job", job.pk)
    return markup('<a href="{}" title="{}">{}</a>', address, job.title, job.title)


CANCEL = ListAction(label="Cancel", icon="ban", url="cancel/")
RETRY = ListAction(label="Retry", icon="refresh", url="retry/")

JOBS = ListPage[Job](
    name="jobs",
    singular="job",
    plural="jobs",
    order="-queued",
    columns=(
        Column(key="title", label="Job", cell=link, narrow="title"),
        Column(key="state", label="State", cell=lambda job: state_of(job).badge(), narrow="aside"),
        Column(
            key="progress",
            label="Progress",
            cell=progress_text,
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
        Column(
            key="kind",
            label="Kind",
            cell=lambda job: job.kind,
            shown_by_default=False,
            narrow="off",
        ),
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
            shown_by_default=False,
            narrow="off",
        ),
    ),
    filters=(
        field_filter("state", "State", choices_of(JobState)),
        field_filter("kind", "Kind", values_of(Job.objects.all, "kind")),
        field_filter("queue", "Queue", choices_of(Queue)),
    ),
    search=search_in("title", "kind", "error", ids=["id"]),
    search_label="Search titles and errors",
    empty=EmptyState(
        icon="list-check",
        title="No work has been asked for yet",
        text="Passes of the mirror, uploads and callbacks leave a line here, with their progress "
        "and what went wrong.",
    ),
)
