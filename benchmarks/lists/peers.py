"""The peers, on the same table: an admin that shows the same columns, and a REST view by pages."""

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

from buckets.models import AudioFile
from buckets.states import state_of_file
from core.ui import formats
from portal import urls as portal_urls

handler400, handler500 = portal_urls.handler400, portal_urls.handler500


class FileAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The columns, the order and the search of a bucket's own page."""

    list_display = ("title", "shown_state", "length", "acr_id", "created_at")
    search_fields = ("title", "audio_id", "acr_id")
    ordering = ("-id",)
    list_per_page = 100

    def shown_state(self, file: AudioFile) -> str:
        return state_of_file(file).word

    def length(self, file: AudioFile) -> str:
        return formats.clock(file.duration)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).defer("payload", "secrets")


class Peers(admin.AdminSite):
    """Only its list is requested, so it has no sign-in page."""


PEERS = Peers(name="peers")
PEERS.register(AudioFile, FileAdmin)


class FileSerializer(serializers.ModelSerializer[AudioFile]):
    class Meta:
        model = AudioFile
        fields = (
            *("id", "bucket_id", "acr_id", "title", "state", "duration", "audio_id"),
            *("created_at", "updated_at"),
        )


class ByPages(pagination.PageNumberPagination):
    page_size = 100


class ByCursor(pagination.CursorPagination):
    page_size = 100
    ordering = "id"


class Files(generics.ListAPIView[AudioFile]):
    serializer_class = FileSerializer
    pagination_class: type[pagination.BasePagination] = ByPages
    authentication_classes = (authentication.SessionAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    renderer_classes = (renderers.JSONRenderer,)
    throttle_classes = ()
    queryset = AudioFile.objects.defer("payload", "secrets").order_by("id")


class FilesByCursor(Files):
    pagination_class = ByCursor


urlpatterns = [
    path("peers/", PEERS.urls),
    path("rest/files", Files.as_view()),
    path("rest/files-by-cursor", FilesByCursor.as_view()),
    *portal_urls.urlpatterns,
]
