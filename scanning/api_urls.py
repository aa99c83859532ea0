"""The gateway's routes of containers and scanned files."""

from django.urls import URLPattern

from scanning.api.containers import Containers
from scanning.api.files import ScannedFiles
from ui.wire.addresses import routes

_ONE = "api/fs-containers/<str:container_id>"

urlpatterns: list[URLPattern] = [
    *routes(
        "api/fs-containers",
        Containers.as_view({"get": "list", "post": "create"}),
        name="api-containers",
    ),
    *routes(_ONE, Containers.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
    *routes(f"{_ONE}/files", ScannedFiles.as_view({"get": "list", "post": "create"})),
    *routes(
        f"{_ONE}/files/<str:ids>",
        ScannedFiles.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    *routes(f"{_ONE}/files/<str:ids>/rescan", ScannedFiles.as_view({"put": "rescan"})),
]
