"""Pages of background work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.audit import actor_of, record
from core.accounts.http import AuthenticatedHttpRequest
from core.accounts.roles import Role, has_role, role_required
from core.jobs import ledger
from core.jobs.models import Job, JobState
from core.jobs.presenters import seconds_taken, state_of
from core.jobs.tables import CANCEL, JOBS, RETRY
from core.ui.htmx import wants_fragment
from core.ui.live import render_live_part

STOPPED = (JobState.FAILED, JobState.CANCELLED)


@require_safe
def job_list(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    jobs = Job.objects.select_related("created_by")
    return JOBS.respond(
        request,
        jobs,
        "jobs/list.html",
        actions=(CANCEL, RETRY) if has_role(request.user, Role.OPERATOR) else (),
        is_live=Job.objects.unfinished().exists(),
    )


@require_safe
def job_page(request: AuthenticatedHttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("created_by"), pk=job_id)
    context: dict[str, Any] = {
        "job": job,
        "state": state_of(job),
        "seconds_taken": seconds_taken(job),
        "may_act": has_role(request.user, Role.OPERATOR),
    }
    if not wants_fragment(request, "job"):
        return render(request, "jobs/job.html", context)
    facts = (job.state, job.attempts, job.progress_done, job.progress_total, job.progress_note)
    return render_live_part(
        request, "jobs/job_part.html", context, (*facts, job.cancel_requested, job.error)
    )


@require_POST
@role_required(Role.OPERATOR)
def cancel(request: AuthenticatedHttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if _apply(request, ledger.request_cancel, "cancel job", [job]):
        messages.success(request, f"Cancelling “{job.title}”.")
    else:
        messages.warning(request, f"“{job.title}” had already ended.")
    return redirect("jobs:job", job_id)


@require_POST
@role_required(Role.OPERATOR)
def retry(request: AuthenticatedHttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if _apply(request, ledger.retry, "retry job", [job]):
        messages.success(request, f"“{job.title}” is queued again.")
    else:
        messages.warning(
            request, f"“{job.title}” can’t be retried: it isn’t stopped, or another one like it is."
        )
    return redirect("jobs:job", job_id)


@require_POST
@role_required(Role.OPERATOR)
def cancel_selected(request: AuthenticatedHttpRequest) -> HttpResponse:
    jobs = list(JOBS.selected(request.POST, Job.objects.unfinished()))
    count = _apply(request, ledger.request_cancel, "cancel job", jobs)
    messages.success(request, f"Cancelling {count} of the selected jobs; the others had ended.")
    return redirect("jobs:list")


@require_POST
@role_required(Role.OPERATOR)
def retry_selected(request: AuthenticatedHttpRequest) -> HttpResponse:
    jobs = list(JOBS.selected(request.POST, Job.objects.filter(state__in=STOPPED)))
    count = _apply(request, ledger.retry, "retry job", jobs)
    messages.success(request, f"{count} of the selected jobs are queued again.")
    return redirect("jobs:list")


def _apply(request: HttpRequest, action: Callable[[int], bool], name: str, jobs: list[Job]) -> int:
    """Call `action` on each job, and record it; returns how many jobs it changed."""
    changed = [job for job in jobs if action(job.pk)]
    for job in changed:
        record(actor=actor_of(request), act=name, target=f"job {job.pk}: {job.title}")
    return len(changed)
