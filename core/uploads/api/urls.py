"""REST routes of uploads."""

from django.urls import URLPattern

from core.gateway.routes import routes
from core.uploads.api.presigned import PresignedFileViewSet
from core.uploads.api.views import UploadViewSet

urlpatterns: list[URLPattern] = [
    *routes(
        "portal/uploads/<uuid:public_id>",
        UploadViewSet.as_view({"get": "retrieve"}),
        name="api-upload",
    ),
    # Without a token, so not in the OpenAPI document.
    *routes(
        "presigned/<str:key>",
        PresignedFileViewSet.as_view({"put": "receive"}, schema=None),
        name="api-presigned",
    ),
]
