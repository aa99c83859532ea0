"""`/api/buckets/:bucket_id/channels`. Source: docs.acrcloud.com, Console API, Live Channels."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.files import bucket_or_404
from buckets.api.serializers import LiveChannelSerializer
from buckets.models import LiveChannel
from core.accounts.scopes import TokenScope
from core.gateway import query_params, responses
from core.gateway.openapi.components import (
    PAGE,
    PER_PAGE,
    WIRE_ERRORS,
    object_schema,
    page_schema,
    query_parameter,
)
from core.mirror.api.gateway import GatewayViewSet, not_found, number_or_404

SORTS = ("id", "title", "created_at")
ORDERS = ("desc", "asc")


class LiveChannelViewSet(GatewayViewSet):
    """Read only: the portal mirrors channels, and leaves changing them to the console."""

    scopes = {"GET": TokenScope.READ_BUCKETS}

    @extend_schema(
        operation_id="list_live_channels",
        tags=["Live channels"],
        parameters=[
            query_parameter("search", "Part of the title"),
            query_parameter("sort", "`id` when not given", enum=SORTS),
            query_parameter("order", "`desc` when not given", enum=ORDERS),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_schema(LiveChannelSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request, bucket_id: str) -> HttpResponse:
        """The channels of a bucket, newest first."""
        rows = LiveChannel.objects.live().in_bucket(bucket_or_404(bucket_id).pk)
        if words := query_params.get_text(request.GET, "search", "keyword"):
            rows = rows.filter(title__icontains=words)
        sort = query_params.get_choice(request.GET, "sort", SORTS, default="id")
        order = query_params.get_choice(request.GET, "order", ORDERS, default="desc")
        sign = "-" if order == "desc" else ""
        keys = ["id"] if sort == "id" else [sort, "id"]
        return self.page(rows.order_by(*(sign + key for key in keys)))

    @extend_schema(
        operation_id="get_live_channel",
        tags=["Live channels"],
        responses={200: object_schema(LiveChannelSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str, channel_id: str) -> HttpResponse:
        """One channel that the mirror knows: the documents name no way to ask for a single one."""
        rows = LiveChannel.objects.live().in_bucket(bucket_or_404(bucket_id).pk)
        row = rows.filter(pk=number_or_404(channel_id)).first() or not_found()
        return responses.object_response(self.payload(row))
