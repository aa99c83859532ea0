"""`/api/buckets/:bucket_id/channels`. Source: docs.acrcloud.com, Console API, Live Channels."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from buckets.api.files import bucket_or_404
from buckets.api.serializers import LiveChannelCreateSerializer, LiveChannelSerializer
from buckets.models import LIVE_TYPES, Bucket, LiveChannel
from buckets.resources import BUCKETS, CHANNELS
from buckets.services.channels import change_channel, create_channel, delete_channels
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
from core.mirror.api.gateway import (
    GatewayViewSet,
    ListNotReadError,
    not_found,
    not_mirrored,
    number_or_404,
)
from core.mirror.api.parents import ParentQuery
from core.ui.ids import is_id

SORTS = ("id", "title", "created_at")
ORDERS = ("desc", "asc")
SPELLINGS = ("title", "name")
_PARENTS = ParentQuery(Bucket, CHANNELS, kind="type")


class LiveChannelViewSet(GatewayViewSet):
    """The live channels of a bucket."""

    scopes = {
        "GET": TokenScope.READ_BUCKETS,
        "POST": TokenScope.WRITE_BUCKETS,
        "PUT": TokenScope.WRITE_BUCKETS,
        "DELETE": TokenScope.WRITE_BUCKETS,
    }

    @extend_schema(
        operation_id="list_live_channels",
        tags=["Live channels"],
        parameters=[
            query_parameter("search", "Part of the title"),
            query_parameter("sort", "`id` when not given", enum=SORTS),
            query_parameter("order", "`desc` when not given", enum=ORDERS),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(LiveChannelSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request, bucket_id: str) -> HttpResponseBase:
        """The channels of a bucket, newest first."""
        key = number_or_404(bucket_id)
        parent = _PARENTS.find(key) or not_mirrored(BUCKETS)
        rows = LiveChannel.objects.live().in_bucket(key)
        if words := query_params.get_text(request.GET, "search", "keyword"):
            rows = rows.filter(title__icontains=words)
        sort = query_params.get_choice(request.GET, "sort", SORTS, default="id")
        order = query_params.get_choice(request.GET, "order", ORDERS, default="desc")
        if parent.kind in LIVE_TYPES and not parent.list_was_read:
            raise ListNotReadError(CHANNELS)
        sign = "-" if order == "desc" else ""
        names = ["id"] if sort == "id" else [sort, "id"]
        ordered = rows.order_by(*(sign + name for name in names))
        return self.page(ordered, changes=parent.tally.changes)

    @extend_schema(
        operation_id="get_live_channel",
        tags=["Live channels"],
        responses={200: object_schema(LiveChannelSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str, ids: str) -> HttpResponseBase:
        """One channel that the mirror knows: the documents name no way to ask for a single one."""
        channel = self._channel(bucket_id, ids)
        return self.single(responses.object_response(self.payload(channel)))

    @extend_schema(
        operation_id="create_live_channel",
        tags=["Live channels"],
        request=LiveChannelCreateSerializer,
        responses={201: object_schema(LiveChannelSerializer), **WIRE_WRITE_ERRORS},
    )
    def create(self, request: Request, bucket_id: str) -> HttpResponse:
        """Add a channel to a bucket of live channels."""
        bucket = bucket_or_404(bucket_id)
        fields = _with_title(self.validated(LiveChannelCreateSerializer), known="")
        channel = create_channel(bucket=bucket, fields=fields, by=self.actor)
        return responses.object_response(self.payload(channel), status=201)

    @extend_schema(
        operation_id="update_live_channel",
        tags=["Live channels"],
        request=LiveChannelCreateSerializer,
        responses={200: object_schema(LiveChannelSerializer), **WIRE_WRITE_ERRORS},
    )
    def update(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Change the given fields of a channel. An address of asterisks stays what it is."""
        channel = self._channel(bucket_id, ids)
        fields = self.validated(LiveChannelCreateSerializer, of=channel)
        fields = _with_title(fields, known=channel.title)
        if fields.get("url") == channel.document.get("url"):
            # As a token without the scope `secrets` was shown it.
            fields.pop("url", None)
        changed = change_channel(channel=channel, fields=fields, by=self.actor)
        return responses.object_response(self.payload(changed))

    @extend_schema(
        operation_id="delete_live_channels",
        tags=["Live channels"],
        responses={204: None, **WIRE_ERRORS},
    )
    def destroy(self, request: Request, bucket_id: str, ids: str) -> HttpResponse:
        """Delete channels, by their ids separated by commas."""
        bucket = bucket_or_404(bucket_id)
        keys = [int(text) for text in map(str.strip, ids.split(",")) if is_id(text)]
        rows = LiveChannel.objects.live().in_bucket(bucket.pk).filter(pk__in=keys)
        known = list(rows.order_by("pk").values_list("pk", flat=True)) or not_found()
        delete_channels(bucket=bucket, ids=known, by=self.actor)
        return HttpResponse(status=204)

    def _channel(self, bucket_id: str, channel_id: str) -> LiveChannel:
        rows = LiveChannel.objects.live().filter(bucket__gone_at=None)
        if is_id(bucket_id) and is_id(channel_id):
            channel = rows.filter(pk=int(channel_id), bucket=int(bucket_id)).first()
            if channel is not None:
                return channel
        bucket_or_404(bucket_id)
        return not_found()


def _with_title(fields: dict[str, Any], *, known: str) -> dict[str, Any]:
    """The fields with the name as `title` alone, in whichever spelling it was given.

    Of two spellings, one that says what is known changes nothing. Raises ValidationError.
    """
    given = {fields.pop(spelling) for spelling in SPELLINGS if spelling in fields}
    changing = given - {known}
    if len(changing) > 1:
        raise ValidationError({"name": ["The name and the title say different things."]})
    for title in changing or given:
        fields["title"] = title
    return fields
