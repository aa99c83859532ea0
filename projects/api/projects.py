"""`/api/base-projects`. Source: docs.acrcloud.com, Console API, Base Projects."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    ANY_PER_PAGE,
    PAGE,
    WIRE_ERRORS,
    WIRE_WRITE_ERRORS,
    object_schema,
    page_schema,
    query_parameter,
)
from core.mirror.api.gateway import GatewayViewSet, changes_if_read, number_or_404
from projects.api.serializers import (
    ProjectCreateSerializer,
    ProjectSerializer,
    ProjectUpdateSerializer,
)
from projects.models import Project
from projects.resources import PROJECTS
from projects.services import change_project, create_project, delete_project

# What is missing the remote refuses in its own words.
NEW = {"name": "", "region": "", "type": "", "buckets": ()}


class ProjectViewSet(GatewayViewSet):
    scopes = {
        "GET": TokenScope.READ_PROJECTS,
        "POST": TokenScope.WRITE_PROJECTS,
        "PUT": TokenScope.WRITE_PROJECTS,
        "DELETE": TokenScope.WRITE_PROJECTS,
    }
    creates = PROJECTS

    @extend_schema(
        operation_id="list_base_projects",
        tags=["Base projects"],
        parameters=[
            query_parameter("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            query_parameter("type", "AVR, LCD or HR"),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(ProjectSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponseBase:
        """All base projects of the account, newest first."""
        rows = Project.objects.live().order_by("-id")
        if region := query_params.get_text(request.GET, "region"):
            rows = rows.filter(region=region)
        if kind := query_params.get_text(request.GET, "type"):
            rows = rows.filter(service_type=kind)
        return self.page(rows, changes=changes_if_read(PROJECTS))

    @extend_schema(
        operation_id="get_base_project",
        tags=["Base projects"],
        responses={200: object_schema(ProjectSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, project_id: str) -> HttpResponseBase:
        """One base project."""
        return self.single(responses.object_response(self.payload(self._project(project_id))))

    @extend_schema(
        operation_id="create_base_project",
        tags=["Base projects"],
        request=ProjectCreateSerializer,
        responses={201: object_schema(ProjectSerializer), **WIRE_WRITE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Make a base project. Its secret is in the answer for tokens with the scope `secrets`."""
        row = create_project(**{**NEW, **self.validated(ProjectCreateSerializer)}, by=self.actor)
        return responses.object_response(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_base_project",
        tags=["Base projects"],
        request=ProjectUpdateSerializer,
        responses={200: object_schema(ProjectSerializer), **WIRE_WRITE_ERRORS},
    )
    def update(self, request: Request, project_id: str) -> HttpResponse:
        """Change the name, the buckets, the audio type or the external ids."""
        project = self._project(project_id)
        fields = self.validated(ProjectUpdateSerializer, of=project)
        return responses.object_response(
            self.payload(change_project(project=project, **fields, by=self.actor))
        )

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
        return self.get_or_fetch(Project.objects.live(), PROJECTS, key)
