"""`/api/buckets/:bucket_id/channels`. Source: docs.acrcloud.com, Console API, Live Channels."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.scopes import Scope
from buckets.api.files.finding import bucket_or_404
from buckets.api.shapes import ChannelShape
from buckets.models import LiveChannel
from mirror.api.gateway import GatewayViewSet, not_found, number_or_404
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, one_of, page_of
from ui.wire import query, replies

SORTS = ("id", "title", "created_at")
ORDERS = ("desc", "asc")


class LiveChannels(GatewayViewSet):
    """Read only: the portal mirrors channels, and leaves changing them to the console."""

    scopes = {"GET": Scope.READ_BUCKETS}

    @extend_schema(
        operation_id="list_live_channels",
        tags=["Live channels"],
        parameters=[
            asked("search", "Part of the title"),
            asked("sort", "`id` when not given", enum=SORTS),
            asked("order", "`desc` when not given", enum=ORDERS),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(ChannelShape), **WIRE_ERRORS},
    )
    def list(self, request: Request, bucket_id: str) -> HttpResponse:
        """The channels of a bucket, newest first."""
        rows = LiveChannel.objects.live().in_bucket(bucket_or_404(bucket_id).pk)
        if words := query.text(request.GET, "search", "keyword"):
            rows = rows.filter(title__icontains=words)
        sort = query.choice(request.GET, "sort", SORTS, default="id")
        sign = "-" if query.choice(request.GET, "order", ORDERS, default="desc") == "desc" else ""
        keys = ["id"] if sort == "id" else [sort, "id"]
        return self.page(rows.order_by(*(sign + key for key in keys)))

    @extend_schema(
        operation_id="get_live_channel",
        tags=["Live channels"],
        responses={200: one_of(ChannelShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str, channel_id: str) -> HttpResponse:
        """One channel that the mirror knows: the documents name no way to ask for a single one."""
        rows = LiveChannel.objects.live().in_bucket(bucket_or_404(bucket_id).pk)
        row = rows.filter(pk=number_or_404(channel_id)).first() or not_found()
        return replies.one(self.payload(row))
