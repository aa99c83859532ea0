"""`/api/fs-containers`. Source: docs.acrcloud.com, Console API, File Scanning."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request

from core.accounts.permissions import scopes_of
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
from scanning.api.serializers import (
    ContainerCreateSerializer,
    ContainerSerializer,
    ContainerUpdateSerializer,
)
from scanning.models import Container
from scanning.resources import CONTAINERS
from scanning.services.containers import (
    bind_address,
    change_container,
    create_container,
    delete_container,
)

# Required fields that are missing are sent empty, so that the remote names them in its reply.
DEFAULTS = {"name": "", "region": "", "buckets": ()}


# The remote's words.
NO_CONTAINER = "Invalid Container"


class ContainerViewSet(GatewayViewSet):
    scopes = {
        "GET": TokenScope.READ_SCANNING,
        "POST": TokenScope.WRITE_SCANNING,
        "PUT": TokenScope.WRITE_SCANNING,
        "DELETE": TokenScope.WRITE_SCANNING,
    }
    creates = CONTAINERS

    @extend_schema(
        operation_id="list_containers",
        tags=["File scanning"],
        parameters=[
            query_parameter("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            query_parameter("name", "Part of the name"),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(ContainerSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponseBase:
        """All containers of the account, newest first."""
        rows = Container.objects.live().order_by("-id")
        if region := query_params.get_text(request.GET, "region"):
            rows = rows.filter(region=region)
        if name := query_params.get_text(request.GET, "name"):
            rows = rows.filter(name__icontains=name)
        return self.page(rows, changes=changes_if_read(CONTAINERS))

    @extend_schema(
        operation_id="get_container",
        tags=["File scanning"],
        responses={200: object_schema(ContainerSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, container_id: str) -> HttpResponseBase:
        """One container."""
        return self.single(responses.object_response(self.payload(self._container(container_id))))

    @extend_schema(
        operation_id="create_container",
        tags=["File scanning"],
        request=ContainerCreateSerializer,
        responses={201: object_schema(ContainerSerializer), **WIRE_WRITE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Create a container. Without a `callback_url`, its callbacks go to this portal."""
        row = create_container(
            **{**DEFAULTS, **self.validated(ContainerCreateSerializer)}, by=self.actor
        )
        return responses.object_response(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_container",
        tags=["File scanning"],
        request=ContainerUpdateSerializer,
        responses={200: object_schema(ContainerSerializer), **WIRE_WRITE_ERRORS},
    )
    def update(self, request: Request, container_id: str) -> HttpResponse:
        """Change the given fields of a container.

        `callback_url` decides where the results of everybody's files go: it needs the scope
        `secrets`.
        """
        container = self._container(container_id)
        fields = self.validated(ContainerUpdateSerializer, of=container)
        if "callback_url" in fields and TokenScope.SECRETS not in scopes_of(self.request):
            raise PermissionDenied(
                "This token may not change the callback URL:"
                f" it lacks the scope {TokenScope.SECRETS}."
            )
        row = change_container(container=container, **fields, by=self.actor)
        return responses.object_response(self.payload(row))

    @extend_schema(
        operation_id="delete_container",
        tags=["File scanning"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, container_id: str) -> HttpResponse:
        """Delete a container, which must be empty."""
        delete_container(container=self._container(container_id), by=self.actor)
        return HttpResponse(status=204)

    def recalled(self, row: Container) -> None:
        """Have its callbacks accepted."""
        bind_address(row)

    def _container(self, container_id: str) -> Container:
        try:
            key = number_or_404(container_id)
            return self.get_or_fetch(Container.objects.live(), CONTAINERS, key)
        except Http404:
            raise NotFound(NO_CONTAINER) from None
