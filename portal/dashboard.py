"""The first page: what is mirrored, how fresh it is, what runs, what needs attention."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from buckets.models import Bucket
from core.accounts.http import AuthenticatedHttpRequest
from core.jobs.models import Job
from core.jobs.presenters import state_of
from core.mirror.models import MirrorRemote
from core.mirror.presenters import ResourceOverview, resource_overviews
from core.ui.live import render_live_part
from portal import attention
from scanning.models import Container, ScannedFile
from scanning.states import state_of_file

MAX_RUNNING_JOBS = 8
MAX_RECENT_FILES = 6
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
class GuideStep:
    """One of the first steps shown to a new user."""

    title: str
    text: str
    url: str
    is_done: bool


@require_safe
def dashboard(request: AuthenticatedHttpRequest) -> HttpResponse:
    overviews = resource_overviews()
    newest = ScannedFile.objects.live().select_related("container", "result")[:MAX_RECENT_FILES]
    context = {
        "overviews": [
            (overview, reverse(PAGES.get(overview.name, "mirror:sync"))) for overview in overviews
        ],
        "attention_items": attention.attention_items(overviews),
        "newest": [(file, state_of_file(file)) for file in newest],
        "remote": MirrorRemote.objects.first(),
        "steps": [] if request.COOKIES.get(GUIDE_COOKIE) else _guide(overviews),
    }
    return render(request, "portal/dashboard.html", context)


@require_POST
def close_guide(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Hide the first steps in this browser."""
    response = redirect("dashboard")
    response.set_cookie(GUIDE_COOKIE, "closed", max_age=ONE_YEAR, httponly=True, samesite="Lax")
    return response


@require_safe
def running_jobs(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The tray of unfinished jobs, and the counts of the sidebar."""
    unfinished = Job.objects.unfinished()
    jobs = list(unfinished.order_by("-state", "pk")[:MAX_RUNNING_JOBS])
    count = unfinished.count()
    counts = attention.sidebar_counts()
    context = {
        "jobs": [(job, state_of(job)) for job in jobs],
        "count": count,
        "more": count - len(jobs),
        "counts": counts,
    }
    moving = [(job.pk, job.state, job.progress_done, job.progress_note) for job in jobs]
    return render_live_part(request, "portal/running.html", context, (count, counts, moving))


def _guide(overviews: list[ResourceOverview]) -> list[GuideStep]:
    live = {overview.name: overview.live for overview in overviews}
    bucket = Bucket.objects.holding_files().order_by("-num").only("pk").first()
    container = Container.objects.live().order_by("-num").only("pk").first()
    return [
        GuideStep(
            "See your mirror",
            "All buckets, projects and containers of the account, read and kept fresh.",
            reverse("mirror:sync"),
            bucket is not None,
        ),
        GuideStep(
            "Put a piece into a bucket",
            "What is in a bucket is what recordings are searched for.",
            reverse("buckets:bucket", args=[bucket.pk]) if bucket else reverse("buckets:list"),
            live["files"] > 0,
        ),
        GuideStep(
            "Make a container",
            "It says with which engine and in which buckets recordings are scanned.",
            reverse("scanning:list"),
            container is not None,
        ),
        GuideStep(
            "Scan a recording",
            "See which piece plays when, from the first second to the last.",
            reverse("scanning:container", args=[container.pk])
            if container
            else reverse("scanning:list"),
            live["scanned-files"] > 0,
        ),
    ]
