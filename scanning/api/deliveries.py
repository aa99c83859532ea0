"""`/api/portal/deliveries`: the callbacks that came, and what became of each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    INTEGER,
    OWN_PAGE,
    OWN_PER_PAGE,
    PROBLEMS,
    SINCE,
    UNTIL,
    UUID,
    page_schema,
    query_parameter,
)
from scanning.api.serializers import DeliverySerializer
from scanning.models import Delivery, DeliveryState


class DeliveryViewSet(ViewSet):
    scopes = {"GET": TokenScope.READ_SCANNING}

    @extend_schema(
        operation_id="list_deliveries",
        tags=["Portal"],
        parameters=[
            query_parameter("state", "Only these", enum=DeliveryState.values),
            query_parameter("container", "Only of this container", INTEGER),
            query_parameter("file", "Only of this scanned file", UUID),
            SINCE,
            UNTIL,
            OWN_PAGE,
            OWN_PER_PAGE,
        ],
        responses={200: page_schema(DeliverySerializer, wire=False), **PROBLEMS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All callbacks, newest first. Their bodies are hints of whoever sent them: not shown."""
        rows = Delivery.objects.defer("headers").order_by("-id")
        states = ["", *DeliveryState.values]
        if state := query_params.get_choice(request.GET, "state", states, default=""):
            rows = rows.filter(state=state)
        if (container := query_params.get_integer(request.GET, "container")) is not None:
            rows = rows.filter(container_id=container)
        if file_id := query_params.get_uuid(request.GET, "file"):
            rows = rows.of_file(file_id)
        if since := query_params.get_moment(request.GET, "since"):
            rows = rows.filter(received_at__gte=since)
        if until := query_params.get_moment(request.GET, "until"):
            rows = rows.filter(received_at__lt=until)
        return responses.serialized_page(request, rows, DeliverySerializer)

    @extend_schema(
        operation_id="get_delivery",
        tags=["Portal"],
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={200: DeliverySerializer, **PROBLEMS},
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """One callback."""
        rows = Delivery.objects.defer("headers")
        return Response(DeliverySerializer(get_object_or_404(rows, pk=pk)).data)
