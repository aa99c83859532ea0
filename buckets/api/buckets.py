"""`/api/buckets`. Source: https://docs.acrcloud.com/reference/console-api/buckets."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from buckets.api.serializers import BucketCreateSerializer, BucketSerializer, BucketUpdateSerializer
from buckets.models import Bucket
from buckets.resources import BUCKETS
from buckets.services.buckets import change_bucket, create_bucket, delete_bucket
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

# What is missing the remote refuses in its own words.
NEW = {"name": "", "type": "File", "region": ""}


class BucketViewSet(GatewayViewSet):
    scopes = {
        "GET": TokenScope.READ_BUCKETS,
        "POST": TokenScope.WRITE_BUCKETS,
        "PUT": TokenScope.WRITE_BUCKETS,
        "DELETE": TokenScope.WRITE_BUCKETS,
    }
    creates = BUCKETS

    @extend_schema(
        operation_id="list_buckets",
        tags=["Buckets"],
        parameters=[
            query_parameter("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            query_parameter("type", "File, Live, LiveRec, LiveTimeshift or ACRCloudFile"),
            query_parameter("search", "Part of the name"),
            PAGE,
            ANY_PER_PAGE,
        ],
        responses={200: page_schema(BucketSerializer), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponseBase:
        """All buckets of the account, oldest first."""
        rows = Bucket.objects.live().order_by("id")
        if region := query_params.get_text(request.GET, "region"):
            rows = rows.filter(region=region)
        if kind := query_params.get_text(request.GET, "type"):
            rows = rows.filter(type=kind)
        if words := query_params.get_text(request.GET, "search"):
            rows = rows.filter(name__icontains=words)
        return self.page(rows, changes=changes_if_read(BUCKETS))

    @extend_schema(
        operation_id="get_bucket",
        tags=["Buckets"],
        responses={200: object_schema(BucketSerializer), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str) -> HttpResponseBase:
        """One bucket."""
        return self.single(responses.object_response(self.payload(self._bucket(bucket_id))))

    @extend_schema(
        operation_id="create_bucket",
        tags=["Buckets"],
        request=BucketCreateSerializer,
        responses={201: object_schema(BucketSerializer), **WIRE_WRITE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Make a bucket: `name` and `region` are required, `type` is `File` when not given."""
        row = create_bucket(**{**NEW, **self.validated(BucketCreateSerializer)}, by=self.actor)
        return responses.object_response(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_bucket",
        tags=["Buckets"],
        request=BucketUpdateSerializer,
        responses={200: object_schema(BucketSerializer), **WIRE_WRITE_ERRORS},
    )
    def update(self, request: Request, bucket_id: str) -> HttpResponse:
        """Change the name, the labels or the template of custom fields."""
        bucket = self._bucket(bucket_id)
        fields = self.validated(BucketUpdateSerializer, of=bucket)
        return responses.object_response(
            self.payload(change_bucket(bucket=bucket, **fields, by=self.actor))
        )

    @extend_schema(
        operation_id="delete_bucket", tags=["Buckets"], responses={204: None, **WIRE_ERRORS}
    )
    def destroy(self, request: Request, bucket_id: str) -> HttpResponse:
        """Delete a bucket, which must be empty."""
        delete_bucket(bucket=self._bucket(bucket_id), by=self.actor)
        return HttpResponse(status=204)

    def _bucket(self, bucket_id: str) -> Bucket:
        key = number_or_404(bucket_id)
        return self.get_or_fetch(Bucket.objects.live(), BUCKETS, key)
