"""REST routes of the mirror."""

from django.urls import URLPattern

from core.gateway.routes import routes
from core.mirror.api.sync import SyncViewSet

urlpatterns: list[URLPattern] = [
    *routes("portal/sync", SyncViewSet.as_view({"get": "list", "post": "create"}), name="api-sync"),
]
