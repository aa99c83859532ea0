"""The first page: what is mirrored, how fresh it is, what runs, what asks for action."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from buckets.models import AudioFile, Bucket
from jobs.models import Job
from jobs.states import state_of
from mirror.models import MirrorRemote
from mirror.overview import of_all_resources
from portal import attention
from scanning.models import Container, ScannedFile
from scanning.states import state_of_file
from ui.live import live_part

RUNNING_SHOWN = 8
NEWEST_SHOWN = 6
GUIDE_COOKIE = "guide"
ONE_YEAR = 365 * 24 * 3600
PAGES = {
    "buckets": "buckets:list",
    "files": "buckets:list",
    "projects": "projects:list",
    "containers": "scanning:list",
    "scanned-files": "scanning:list",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a first visit."""

    title: str
    text: str
    url: str
    is_done: bool


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    overviews = of_all_resources()
    newest = ScannedFile.objects.live().select_related("container", "result")[:NEWEST_SHOWN]
    context = {
        "tallies": [(one, reverse(PAGES.get(one.name, "mirror:sync"))) for one in overviews],
        "matters": attention.matters(),
        "newest": [(file, state_of_file(file)) for file in newest],
        "remote": MirrorRemote.objects.first(),
        "steps": [] if request.COOKIES.get(GUIDE_COOKIE) else _guide(),
    }
    return render(request, "portal/dashboard.html", context)


@require_POST
def close_guide(request: SignedInRequest) -> HttpResponse:
    """Put the guide of the first visit away, for this browser."""
    response = redirect("dashboard")
    response.set_cookie(GUIDE_COOKIE, "closed", max_age=ONE_YEAR, httponly=True, samesite="Lax")
    return response


@require_safe
def running(request: SignedInRequest) -> HttpResponse:
    """The tray: unfinished work, and the sidebar's counts of what asks for action."""
    unfinished = Job.objects.unfinished()
    jobs = list(unfinished.order_by("-state", "pk")[:RUNNING_SHOWN])
    count = unfinished.count()
    counts = attention.counts()
    context = {
        "jobs": [(job, state_of(job)) for job in jobs],
        "count": count,
        "more": count - len(jobs),
        "counts": counts,
    }
    moving = [(job.pk, job.state, job.progress_done, job.progress_note) for job in jobs]
    return live_part(request, "portal/running.html", context, (count, counts, moving))


def _guide() -> list[Step]:
    holding = Bucket.objects.holding_files().order_by("-num").first()
    container = Container.objects.live().order_by("-num").first()
    return [
        Step(
            "See your mirror",
            "All buckets, projects and containers of the account, read and kept fresh.",
            reverse("mirror:sync"),
            holding is not None,
        ),
        Step(
            "Put a piece into a bucket",
            "What is in a bucket is what recordings are searched for.",
            reverse("buckets:bucket", args=[holding.pk]) if holding else reverse("buckets:list"),
            AudioFile.objects.live().exists(),
        ),
        Step(
            "Make a container",
            "It says with which engine and in which buckets recordings are scanned.",
            reverse("scanning:list"),
            container is not None,
        ),
        Step(
            "Scan a recording",
            "See which piece plays when, from the first second to the last.",
            reverse("scanning:container", args=[container.pk])
            if container
            else reverse("scanning:list"),
            ScannedFile.objects.live().exists(),
        ),
    ]
