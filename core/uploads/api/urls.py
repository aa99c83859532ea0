"""REST routes of uploads."""

from django.urls import URLPattern

from core.gateway.routes import routes
from core.uploads.api.views import UploadViewSet

urlpatterns: list[URLPattern] = [
    *routes(
        "portal/uploads/<uuid:public_id>",
        UploadViewSet.as_view({"get": "retrieve"}),
        name="api-upload",
    ),
]
