"""REST routes of identification."""

from django.urls import URLPattern

from identification.api.identify import Identifications
from ui.wire.addresses import routes

urlpatterns: list[URLPattern] = [
    *routes(
        "api/portal/identify", Identifications.as_view({"post": "create"}), name="api-identify"
    ),
    *routes("api/portal/identify/<id:pk>", Identifications.as_view({"get": "retrieve"})),
]
