"""The gateway's routes of base projects."""

from django.urls import URLPattern

from projects.api.live import ProjectDays, ProjectHealth
from projects.api.projects import Projects
from ui.wire.addresses import routes

_health = ProjectHealth.as_view({"get": "retrieve"})
_days = ProjectDays.as_view({"get": "retrieve"})
# The official client's spelling, which the OpenAPI document doesn't repeat.
_health_too = ProjectHealth.as_view({"get": "retrieve"}, schema=None)
_days_too = ProjectDays.as_view({"get": "retrieve"}, schema=None)
_ONE = "api/base-projects/<str:project_id>"

urlpatterns: list[URLPattern] = [
    *routes(
        "api/base-projects",
        Projects.as_view({"get": "list", "post": "create"}),
        name="api-projects",
    ),
    *routes(_ONE, Projects.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
    *routes(f"{_ONE}/buckets-status", _health),
    *routes(f"{_ONE}/bucket-status", _health_too),
    *routes(f"{_ONE}/day-stat", _days),
    *routes(f"{_ONE}/statistics", _days_too),
]
