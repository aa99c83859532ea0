"""`/api/buckets`. Source: https://docs.acrcloud.com/reference/console-api/buckets."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.scopes import Scope
from buckets.api.shapes import BucketChange, BucketFields, BucketShape
from buckets.models import Bucket
from buckets.resources import BUCKETS
from buckets.services import change_bucket, create_bucket, delete_bucket
from mirror.api.gateway import GatewayViewSet, number_or_404
from ui.openapi.shapes import PAGE, PER_PAGE, WIRE_ERRORS, asked, one_of, page_of
from ui.wire import query, replies

# What is missing the remote refuses in its own words.
NEW = {"name": "", "type": "File", "region": ""}


class Buckets(GatewayViewSet):
    scopes = {
        "GET": Scope.READ_BUCKETS,
        "POST": Scope.WRITE_BUCKETS,
        "PUT": Scope.WRITE_BUCKETS,
        "DELETE": Scope.WRITE_BUCKETS,
    }

    @extend_schema(
        operation_id="list_buckets",
        tags=["Buckets"],
        parameters=[
            asked("region", "eu-west-1, us-west-2, ap-southeast-1 or cn-north-1"),
            asked("type", "File, Live, LiveRec, LiveTimeshift or ACRCloudFile"),
            asked("search", "Part of the name"),
            PAGE,
            PER_PAGE,
        ],
        responses={200: page_of(BucketShape), **WIRE_ERRORS},
    )
    def list(self, request: Request) -> HttpResponse:
        """All buckets of the account, oldest first."""
        rows = Bucket.objects.live().order_by("id")
        if region := query.text(request.GET, "region"):
            rows = rows.filter(region=region)
        if kind := query.text(request.GET, "type"):
            rows = rows.filter(type=kind)
        if words := query.text(request.GET, "search"):
            rows = rows.filter(name__icontains=words)
        return self.page(rows)

    @extend_schema(
        operation_id="get_bucket",
        tags=["Buckets"],
        responses={200: one_of(BucketShape), **WIRE_ERRORS},
    )
    def retrieve(self, request: Request, bucket_id: str) -> HttpResponse:
        """One bucket."""
        return replies.one(self.payload(self._bucket(bucket_id)))

    @extend_schema(
        operation_id="create_bucket",
        tags=["Buckets"],
        request=BucketFields,
        responses={201: one_of(BucketShape), **WIRE_ERRORS},
    )
    def create(self, request: Request) -> HttpResponse:
        """Make a bucket: `name` and `region` are required, `type` is `File` when not given."""
        row = create_bucket(**{**NEW, **self.given(BucketFields)}, by=self.actor)
        return replies.one(self.payload(row), status=201)

    @extend_schema(
        operation_id="update_bucket",
        tags=["Buckets"],
        request=BucketChange,
        responses={200: one_of(BucketShape), **WIRE_ERRORS},
    )
    def update(self, request: Request, bucket_id: str) -> HttpResponse:
        """Change the name, the labels or the template of custom fields."""
        bucket, fields = self._bucket(bucket_id), self.given(BucketChange)
        return replies.one(self.payload(change_bucket(bucket=bucket, **fields, by=self.actor)))

    @extend_schema(
        operation_id="delete_bucket", tags=["Buckets"], responses={204: None, **WIRE_ERRORS}
    )
    def destroy(self, request: Request, bucket_id: str) -> HttpResponse:
        """Delete a bucket, which must be empty."""
        delete_bucket(bucket=self._bucket(bucket_id), by=self.actor)
        return HttpResponse(status=204)

    def _bucket(self, bucket_id: str) -> Bucket:
        key = number_or_404(bucket_id)
        return self.known_or_fetched(Bucket.objects.live(), BUCKETS, key)
