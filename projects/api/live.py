"""A project's bucket health and counts by day, passed on from the remote.

Each answer is cached for CACHED_SECONDS.
"""

from collections.abc import Mapping

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import WIRE_ERRORS, array_schema, query_parameter
from core.mirror.api.cache import get_cached, set_cached
from core.mirror.api.gateway import GatewayViewSet, not_found, number_or_404
from core.mirror.remote import console
from projects.api.serializers import DayCountSerializer
from projects.models import Project

CACHED_SECONDS = 60
TIMEOUT_SECONDS = 5.0


class ProjectHealthViewSet(GatewayViewSet):
    scopes = {"GET": TokenScope.READ_PROJECTS}

    @extend_schema(
        operation_id="get_buckets_status",
        tags=["Base projects"],
        responses={200: OpenApiTypes.OBJECT, **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponse:
        """Which node serves which bucket, and whether it is healthy; without an envelope."""
        project = _project(project_id)
        return responses.raw_response(
            _from_remote(f"base-projects/{project.pk}/buckets-status", {})
        )


class ProjectDaysViewSet(GatewayViewSet):
    scopes = {"GET": TokenScope.READ_PROJECTS}

    @extend_schema(
        operation_id="get_day_stat",
        tags=["Base projects"],
        parameters=[
            query_parameter("start", "YYYY-MM-DD; `start_date` means the same"),
            query_parameter("end", "YYYY-MM-DD; `end_date` means the same"),
        ],
        responses={200: array_schema(DayCountSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponse:
        """Identify requests by day, with and without result."""
        project = _project(project_id)
        dates = {
            "start": query_params.get_text(request.GET, "start", "start_date"),
            "end": query_params.get_text(request.GET, "end", "end_date"),
        }
        given = {name: date for name, date in dates.items() if date}
        return responses.raw_response(_from_remote(f"base-projects/{project.pk}/day-stat", given))


def _project(project_id: str) -> Project:
    project = Project.objects.live().filter(pk=number_or_404(project_id)).first()
    return project or not_found()


def _from_remote(path: str, params: Mapping[str, str]) -> bytes:
    """The remote's answer, cached. Raises RemoteError."""
    cache_key = (path, sorted(params.items()))
    answer = get_cached(*cache_key)
    if answer is None:
        answer = console().raw(path, params=params, timeout=TIMEOUT_SECONDS)
        set_cached(answer, *cache_key, seconds=CACHED_SECONDS)
    return answer
