"""What the mirror doesn't keep of a project: its buckets' health, its counts by day.

Both are passed on from the remote, at most once in CACHED_SECONDS.
"""

from collections.abc import Mapping

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.scopes import Scope
from mirror.api.gateway import GatewayViewSet, not_found, number_or_404
from mirror.api.remembered import keep, recall
from mirror.remote import console
from projects.api.shapes import DayCountShape
from projects.models import Project
from ui.openapi.shapes import WIRE_ERRORS, asked, several_of
from ui.wire import query, replies

CACHED_SECONDS = 60
REMOTE_SECONDS = 5.0


class ProjectHealth(GatewayViewSet):
    scopes = {"GET": Scope.READ_PROJECTS}

    @extend_schema(
        operation_id="get_buckets_status",
        tags=["Base projects"],
        responses={200: OpenApiTypes.OBJECT, **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponse:
        """Which node serves which bucket, and whether it is healthy; without an envelope."""
        project = _project(project_id)
        return replies.raw(_from_remote(f"base-projects/{project.pk}/buckets-status", {}))


class ProjectDays(GatewayViewSet):
    scopes = {"GET": Scope.READ_PROJECTS}

    @extend_schema(
        operation_id="get_day_stat",
        tags=["Base projects"],
        parameters=[
            asked("start", "YYYY-MM-DD; `start_date` means the same"),
            asked("end", "YYYY-MM-DD; `end_date` means the same"),
        ],
        responses={200: several_of(DayCountShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponse:
        """Identify requests by day, with and without result."""
        project = _project(project_id)
        days = {
            "start": query.text(request.GET, "start", "start_date"),
            "end": query.text(request.GET, "end", "end_date"),
        }
        given = {name: day for name, day in days.items() if day}
        return replies.raw(_from_remote(f"base-projects/{project.pk}/day-stat", given))


def _project(project_id: str) -> Project:
    project = Project.objects.live().filter(pk=number_or_404(project_id)).first()
    return project or not_found()


def _from_remote(path: str, params: Mapping[str, str]) -> bytes:
    """The remote's answer, kept for a while. Raises RemoteError."""
    what = (path, sorted(params.items()))
    answer = recall(*what)
    if answer is None:
        answer = console().raw(path, params=params, timeout=REMOTE_SECONDS)
        keep(answer, *what, seconds=CACHED_SECONDS)
    return answer
