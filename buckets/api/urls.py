"""The gateway's routes of buckets and audio files."""

from django.urls import URLPattern

from buckets.api.buckets import BucketViewSet
from buckets.api.channels import LiveChannelViewSet
from buckets.api.files import AudioFileViewSet
from core.gateway.routes import routes

_CHANNELS = "buckets/<str:bucket_id>/channels"
_FILES = "buckets/<str:bucket_id>/files"

urlpatterns: list[URLPattern] = [
    *routes(
        "buckets", BucketViewSet.as_view({"get": "list", "post": "create"}), name="api-buckets"
    ),
    *routes(
        "buckets/<str:bucket_id>",
        BucketViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    *routes(
        _FILES,
        AudioFileViewSet.as_view({"get": "list", "post": "create", "delete": "destroy_listed"}),
    ),
    *routes(f"{_FILES}/move", AudioFileViewSet.as_view({"post": "move_listed"})),
    *routes(
        f"{_FILES}/<str:ids>",
        AudioFileViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    *routes(f"{_FILES}/<str:ids>/move", AudioFileViewSet.as_view({"put": "move"})),
    *routes(_CHANNELS, LiveChannelViewSet.as_view({"get": "list", "post": "create"})),
    *routes(
        f"{_CHANNELS}/<str:ids>",
        LiveChannelViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
]
