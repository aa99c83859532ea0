"""REST routes of the mirror."""

from django.urls import URLPattern

from mirror.api.sync import Sync
from ui.wire.addresses import routes

urlpatterns: list[URLPattern] = [
    *routes("api/portal/sync", Sync.as_view({"get": "list", "post": "create"}), name="api-sync"),
]
