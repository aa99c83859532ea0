"""Pages of background work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import actor_of, record
from accounts.requests import SignedInRequest
from accounts.roles import Role, has_role, requires
from jobs import ledger
from jobs.models import Job, State
from jobs.states import state_of
from jobs.tables import CANCEL, JOBS, RETRY, seconds_taken
from ui.htmx import wants_fragment
from ui.live import live_part

STOPPED = (State.FAILED, State.CANCELLED)


@require_safe
def job_list(request: SignedInRequest) -> HttpResponseBase:
    jobs = Job.objects.select_related("created_by")
    return JOBS.respond(
        request,
        jobs,
        "jobs/list.html",
        acts=(CANCEL, RETRY) if has_role(request.user, Role.OPERATOR) else (),
        is_live=Job.objects.unfinished().exists(),
    )


@require_safe
def job_page(request: SignedInRequest, job_id: int) -> HttpResponse:
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
    return live_part(
        request, "jobs/job_part.html", context, (*facts, job.cancel_requested, job.error)
    )


@require_POST
@requires(Role.OPERATOR)
def cancel(request: SignedInRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if _apply(request, ledger.request_cancel, "cancel job", [job]):
        messages.success(request, f"Cancelling “{job.title}”.")
    else:
        messages.warning(request, f"“{job.title}” had already ended.")
    return redirect("jobs:job", job_id)


@require_POST
@requires(Role.OPERATOR)
def retry(request: SignedInRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if _apply(request, ledger.retry, "retry job", [job]):
        messages.success(request, f"“{job.title}” is queued again.")
    else:
        messages.warning(
            request, f"“{job.title}” can’t be retried: it isn’t stopped, or another one like it is."
        )
    return redirect("jobs:job", job_id)


@require_POST
@requires(Role.OPERATOR)
def cancel_picked(request: SignedInRequest) -> HttpResponse:
    jobs = list(JOBS.picked(request.POST, Job.objects.unfinished()))
    count = _apply(request, ledger.request_cancel, "cancel job", jobs)
    messages.success(request, f"Cancelling {count} of the picked jobs; the others had ended.")
    return redirect("jobs:list")


@require_POST
@requires(Role.OPERATOR)
def retry_picked(request: SignedInRequest) -> HttpResponse:
    jobs = list(JOBS.picked(request.POST, Job.objects.filter(state__in=STOPPED)))
    count = _apply(request, ledger.retry, "retry job", jobs)
    messages.success(request, f"{count} of the picked jobs are queued again.")
    return redirect("jobs:list")


def _apply(request: HttpRequest, act: Callable[[int], bool], name: str, jobs: list[Job]) -> int:
    """Do `act` to each job and leave a trail; returns how many it did something to."""
    done = [job for job in jobs if act(job.pk)]
    for job in done:
        record(actor=actor_of(request), act=name, target=f"job {job.pk}: {job.title}")
    return len(done)
