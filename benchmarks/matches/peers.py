"""The peers, on the same table: an admin with the page's columns and filters, and a REST view."""

from typing import Any

from django.contrib import admin
from django.urls import path
from rest_framework import (
    authentication,
    generics,
    pagination,
    permissions,
    renderers,
    serializers,
)

from plays.models import Play
from portal import urls as portal_urls

handler400, handler500 = portal_urls.handler400, portal_urls.handler500
FILTERS = ("container", "station", "section", "piece", "artists", "label", "isrc", "upc")


class PlayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The columns, the order and the search of Heard."""

    list_display = (
        *("title", "artists", "heard_at", "station_id", "file_id", "played", "section", "score"),
        "isrc",
    )
    search_fields = ("title", "artists", "label", "isrc", "upc")
    ordering = ("-heard_at", "-id")
    list_per_page = 100

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return True


class Peers(admin.AdminSite):
    """Only its list is requested, so it has no sign-in page."""


PEERS = Peers(name="peers")
PEERS.register(Play, PlayAdmin)


class PlaySerializer(serializers.ModelSerializer[Play]):
    class Meta:
        model = Play
        fields = (
            *("id", "file_id", "number", "container_id", "station_id", "begin", "end", "played"),
            *("heard_at", "section", "piece", "title", "artists", "album", "label", "isrc", "upc"),
            *("acr_id", "bucket_id", "score", "segment_score", "match_score", "alternates"),
        )


class ByPages(pagination.PageNumberPagination):
    page_size = 100


class Plays(generics.ListAPIView[Play]):
    """A view as it is commonly written, with a filter for each of these fields."""

    serializer_class = PlaySerializer
    pagination_class = ByPages
    authentication_classes = (authentication.SessionAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    renderer_classes = (renderers.JSONRenderer,)
    throttle_classes = ()

    def get_queryset(self) -> Any:
        given = {name: self.request.GET[name] for name in FILTERS if name in self.request.GET}
        return Play.objects.filter(**given).order_by("-heard_at", "-id")


urlpatterns = [
    path("peers/", PEERS.urls),
    path("rest/plays", Plays.as_view()),
    *portal_urls.urlpatterns,
]
