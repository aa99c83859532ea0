"""`/api/base-projects`. Source: docs.acrcloud.com, Console API, Base Projects."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.scopes import Scope
from mirror.api.gateway import GatewayViewSet, number_or_404
from projects.api.shapes import ProjectChange, ProjectFields, ProjectShape
from projects.models import Project
from projects.resources import PROJECTS
from projects.services import change_project, create_project, delete_project
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, one_of, page_of
from ui.wire import query, replies

# What is missing the remote refuses in its own words.
NEW = {"name": "", "region": "", "type": "", "buckets": ()}


class Projects(GatewayViewSet):
    scopes = {
        "GET": Scope.READ_PROJECTS,
        "POST": Scope.WRITE_PROJECTS,
        "PUT": Scope.WRITE_PROJECTS,
        "DELETE": Scope.WRITE_PROJECTS,
    }

    @extend_schema(
        operation_id="list_base_projects",
        tags=["Base projects"],
        parameters=[
            asked("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            asked("type", "AVR, LCD or HR"),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(ProjectShape), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All base projects of the account, newest first."""
        rows = Project.objects.live().order_by("-id")
        if region := query.text(request.GET, "region"):
            rows = rows.filter(region=region)
        if kind := query.text(request.GET, "type"):
            rows = rows.filter(service_type=kind)
        return self.page(rows)

    @extend_schema(
        operation_id="get_base_project",
        tags=["Base projects"],
        responses={200: one_of(ProjectShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponse:
        """One base project."""
        return replies.one(self.payload(self._project(project_id)))

    @extend_schema(
        operation_id="create_base_project",
        tags=["Base projects"],
        request=ProjectFields,
        responses={201: one_of(ProjectShape), **WIRE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Make a base project. Its secret is in the answer for tokens with the scope `secrets`."""
        row = create_project(**{**NEW, **self.given(ProjectFields)}, by=self.actor)
        return replies.one(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_base_project",
        tags=["Base projects"],
        request=ProjectChange,
        responses={200: one_of(ProjectShape), **WIRE_ERRORS},
    )
    def update(self, request: Request, project_id: str) -> HttpResponse:
        """Change the name, the buckets, the audio type or the external ids."""
        project, fields = self._project(project_id), self.given(ProjectChange)
        return replies.one(self.payload(change_project(project=project, **fields, by=self.actor)))

    @extend_schema(
        operation_id="delete_base_project",
        tags=["Base projects"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, project_id: str) -> HttpResponse:
        """Delete a base project: its key stops working at once."""
        delete_project(project=self._project(project_id), by=self.actor)
        return HttpResponse(status=204)

    def _project(self, project_id: str) -> Project:
        key = number_or_404(project_id)
        return self.known_or_fetched(Project.objects.live(), PROJECTS, key)
