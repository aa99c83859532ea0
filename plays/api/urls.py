"""The portal's own REST of plays, matches and recordings."""

from django.urls import URLPattern

from core.gateway.routes import routes
from plays.api.views import (
    MatchViewSet,
    OneRecordingViewSet,
    PlayViewSet,
    RecordingViewSet,
    StationViewSet,
)

urlpatterns: list[URLPattern] = [
    *routes("portal/plays", PlayViewSet.as_view({"get": "list"}), name="api-plays"),
    *routes("portal/matches", MatchViewSet.as_view({"get": "list"}), name="api-matches"),
    *routes("portal/recordings", RecordingViewSet.as_view({"get": "list"}), name="api-recordings"),
    *routes(
        "portal/recordings/<uuid:pk>",
        OneRecordingViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
    *routes(
        "portal/stations",
        StationViewSet.as_view({"get": "list", "post": "create"}),
        name="api-stations",
    ),
]
