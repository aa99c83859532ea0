"""The gateway's routes of buckets and audio files."""

from django.urls import URLPattern

from buckets.api.buckets import Buckets
from buckets.api.channels import LiveChannels
from buckets.api.files import AudioFiles
from buckets.api.progress import UploadProgress
from ui.wire.addresses import routes

_CHANNELS = "api/buckets/<str:bucket_id>/channels"
_FILES = "api/buckets/<str:bucket_id>/files"

urlpatterns: list[URLPattern] = [
    *routes("api/buckets", Buckets.as_view({"get": "list", "post": "create"}), name="api-buckets"),
    *routes(
        "api/buckets/<str:bucket_id>",
        Buckets.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    *routes(
        _FILES,
        AudioFiles.as_view({"get": "list", "post": "create", "delete": "destroy_listed"}),
    ),
    *routes(f"{_FILES}/move", AudioFiles.as_view({"post": "move_listed"})),
    *routes(
        f"{_FILES}/<str:ids>",
        AudioFiles.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    *routes(f"{_FILES}/<str:ids>/move", AudioFiles.as_view({"put": "move"})),
    *routes(_CHANNELS, LiveChannels.as_view({"get": "list"})),
    *routes(f"{_CHANNELS}/<str:channel_id>", LiveChannels.as_view({"get": "retrieve"})),
    *routes(
        "api/portal/uploads/<uuid:public_id>",
        UploadProgress.as_view({"get": "retrieve"}),
        name="api-upload",
    ),
]
