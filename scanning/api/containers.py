"""`/api/fs-containers`. Source: docs.acrcloud.com, Console API, File Scanning."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.permissions import scopes_of
from accounts.scopes import Scope
from mirror.api.gateway import GatewayViewSet, number_or_404
from scanning.api.shapes import ContainerChange, ContainerFields, ContainerShape
from scanning.models import Container
from scanning.resources import CONTAINERS
from scanning.services import change_container, create_container, delete_container
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, one_of, page_of
from ui.wire import query, replies

# What is missing the remote refuses in its own words.
NEW = {"name": "", "region": "", "buckets": ()}


class Containers(GatewayViewSet):
    scopes = {
        "GET": Scope.READ_SCANNING,
        "POST": Scope.WRITE_SCANNING,
        "PUT": Scope.WRITE_SCANNING,
        "DELETE": Scope.WRITE_SCANNING,
    }

    @extend_schema(
        operation_id="list_containers",
        tags=["File scanning"],
        parameters=[
            asked("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            asked("name", "Part of the name"),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(ContainerShape), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All containers of the account, newest first."""
        rows = Container.objects.live().order_by("-id")
        if region := query.text(request.GET, "region"):
            rows = rows.filter(region=region)
        if name := query.text(request.GET, "name"):
            rows = rows.filter(name__icontains=name)
        return self.page(rows)

    @extend_schema(
        operation_id="get_container",
        tags=["File scanning"],
        responses={200: one_of(ContainerShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, container_id: str) -> HttpResponse:
        """One container."""
        return replies.one(self.payload(self._container(container_id)))

    @extend_schema(
        operation_id="create_container",
        tags=["File scanning"],
        request=ContainerFields,
        responses={201: one_of(ContainerShape), **WIRE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Make a container. Without a `callback_url` its results come back to this portal."""
        row = create_container(**{**NEW, **self.given(ContainerFields)}, by=self.actor)
        return replies.one(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_container",
        tags=["File scanning"],
        request=ContainerChange,
        responses={200: one_of(ContainerShape), **WIRE_ERRORS},
    )
    def update(self, request: Request, container_id: str) -> HttpResponse:
        """Change a container by the fields that are given.

        Where the results of files go that others sent is for admins: `callback_url` needs the scope
        `secrets`.
        """
        container, fields = self._container(container_id), self.given(ContainerChange)
        if "callback_url" in fields and Scope.SECRETS not in scopes_of(self.request):
            raise PermissionDenied(
                f"This token may not say where callbacks go: it lacks the scope {Scope.SECRETS}."
            )
        row = change_container(container=container, **fields, by=self.actor)
        return replies.one(self.payload(row))

    @extend_schema(
        operation_id="delete_container",
        tags=["File scanning"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, container_id: str) -> HttpResponse:
        """Delete a container, which must be empty."""
        delete_container(container=self._container(container_id), by=self.actor)
        return HttpResponse(status=204)

    def _container(self, container_id: str) -> Container:
        key = number_or_404(container_id)
        return self.known_or_fetched(Container.objects.live(), CONTAINERS, key)
