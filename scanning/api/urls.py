"""The gateway's routes of containers and scanned files."""

from django.urls import URLPattern

from core.gateway.routes import routes
from scanning.api.containers import ContainerViewSet
from scanning.api.deliveries import DeliveryViewSet
from scanning.api.files import PresignedUploadViewSet, ScannedFileViewSet

_ONE = "fs-containers/<str:container_id>"

urlpatterns: list[URLPattern] = [
    *routes(
        "fs-containers",
        ContainerViewSet.as_view({"get": "list", "post": "create"}),
        name="api-containers",
    ),
    *routes(
        _ONE, ContainerViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})
    ),
    *routes(f"{_ONE}/presigned-upload", PresignedUploadViewSet.as_view({"get": "retrieve"})),
    *routes(f"{_ONE}/files", ScannedFileViewSet.as_view({"get": "list", "post": "create"})),
    *routes(
        f"{_ONE}/files/<str:ids>",
        ScannedFileViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    *routes(f"{_ONE}/files/<str:ids>/rescan", ScannedFileViewSet.as_view({"put": "rescan"})),
    *routes("portal/deliveries", DeliveryViewSet.as_view({"get": "list"}), name="api-deliveries"),
    *routes("portal/deliveries/<id:pk>", DeliveryViewSet.as_view({"get": "retrieve"})),
]
