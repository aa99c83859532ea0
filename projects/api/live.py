"""A project's bucket health and counts by day, passed on from the remote.

Each answer is cached for CACHED_SECONDS. While the remote is down the kept histories answer, and
the header `Age` says how many seconds ago the remote said so.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.accounts.scopes import TokenScope
from core.clients.errors import RemoteFailedError, RemoteUnreachableError
from core.gateway import query_params, responses
from core.gateway.openapi.components import WIRE_ERRORS, array_schema, query_parameter
from core.mirror.api.cache import get_cached, set_cached
from core.mirror.api.gateway import GatewayViewSet, not_found, number_or_404
from core.mirror.remote import console
from projects.api.serializers import DayCountSerializer
from projects.histories import KeptAnswer, kept_day_counts, kept_health
from projects.models import Project

CACHED_SECONDS = 60
TIMEOUT_SECONDS = 5.0
# What is told when no days are named: the last seven.
WEEK = timedelta(days=6)


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
        path = f"base-projects/{project.pk}/buckets-status"
        return _answer(path, {}, kept=lambda: kept_health(project.pk))


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
        given = {name: text for name, text in dates.items() if text}
        path = f"base-projects/{project.pk}/day-stat"
        return _answer(path, given, kept=lambda: kept_day_counts(project.pk, *_days(given)))


def _project(project_id: str) -> Project:
    project = Project.objects.live().filter(pk=number_or_404(project_id)).first()
    return project or not_found()


def _answer(
    path: str, params: Mapping[str, str], *, kept: Callable[[], KeptAnswer | None]
) -> HttpResponse:
    """The remote's answer; while it is down the one that is kept. Raises RemoteError."""
    try:
        return responses.raw_response(_from_remote(path, params))
    except (RemoteUnreachableError, RemoteFailedError):
        if (answer := kept()) is None:
            raise
    response = responses.raw_response(answer.body)
    age = datetime.now(UTC) - answer.read_at
    response["Age"] = str(max(0, int(age.total_seconds())))
    return response


def _from_remote(path: str, params: Mapping[str, str]) -> bytes:
    """The remote's answer, cached. Raises RemoteError."""
    cache_key = (path, sorted(params.items()))
    answer = get_cached(*cache_key)
    if answer is None:
        answer = console().raw(path, params=params, timeout=TIMEOUT_SECONDS)
        set_cached(answer, *cache_key, seconds=CACHED_SECONDS)
    return answer


def _days(dates: Mapping[str, str]) -> tuple[date, date]:
    """The first and the last day that are asked for. Raises ValidationError."""
    days = {}
    for name, text in dates.items():
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            message = f"The {name} must be a day such as 2026-11-21."
            raise ValidationError({name: [message]}) from None
    last = days.get("end") or datetime.now(UTC).date()
    return days.get("start") or last - min(WEEK, last - date.min), last
