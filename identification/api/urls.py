"""REST routes of identification."""

from django.urls import URLPattern

from core.gateway.routes import routes
from identification.api.identify import IdentificationViewSet

urlpatterns: list[URLPattern] = [
    *routes(
        "portal/identify", IdentificationViewSet.as_view({"post": "create"}), name="api-identify"
    ),
    *routes(
        "portal/identifications",
        IdentificationViewSet.as_view({"get": "list"}),
        name="api-identifications",
    ),
    *routes("portal/identify/<id:pk>", IdentificationViewSet.as_view({"get": "retrieve"})),
]
