"""The gateway's routes of base projects."""

from django.urls import URLPattern

from core.gateway.routes import routes
from projects.api.live import ProjectDaysViewSet, ProjectHealthViewSet
from projects.api.projects import ProjectViewSet

_health = ProjectHealthViewSet.as_view({"get": "retrieve"})
_days = ProjectDaysViewSet.as_view({"get": "retrieve"})
# The official client's spelling, left out of the OpenAPI document.
_health_alias = ProjectHealthViewSet.as_view({"get": "retrieve"}, schema=None)
_days_alias = ProjectDaysViewSet.as_view({"get": "retrieve"}, schema=None)
_PROJECT = "base-projects/<str:project_id>"

urlpatterns: list[URLPattern] = [
    *routes(
        "base-projects",
        ProjectViewSet.as_view({"get": "list", "post": "create"}),
        name="api-projects",
    ),
    *routes(
        _PROJECT, ProjectViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})
    ),
    *routes(f"{_PROJECT}/buckets-status", _health),
    *routes(f"{_PROJECT}/bucket-status", _health_alias),
    *routes(f"{_PROJECT}/day-stat", _days),
    *routes(f"{_PROJECT}/statistics", _days_alias),
]
