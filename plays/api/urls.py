"""The portal's own REST of plays, matches and recordings."""

from django.urls import URLPattern

from core.gateway.routes import routes
from plays.api.views import MatchViewSet, PlayViewSet, RecordingViewSet

urlpatterns: list[URLPattern] = [
    *routes("portal/plays", PlayViewSet.as_view({"get": "list"}), name="api-plays"),
    *routes("portal/matches", MatchViewSet.as_view({"get": "list"}), name="api-matches"),
    *routes("portal/recordings", RecordingViewSet.as_view({"get": "list"}), name="api-recordings"),
]
