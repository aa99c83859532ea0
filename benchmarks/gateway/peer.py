"""The peer, on the same table and with the same token: a ModelViewSet as the documents show it."""

from django.urls import include, path
from knox.auth import TokenAuthentication
from rest_framework import pagination, permissions, renderers, routers, viewsets

from benchmarks.lists.fill import BUCKET
from benchmarks.lists.peers import FileSerializer
from buckets.models import AudioFile
from portal import urls as portal_urls

handler400, handler500 = portal_urls.handler400, portal_urls.handler500


class ByPages(pagination.PageNumberPagination):
    page_size = 100


class FileViewSet(viewsets.ModelViewSet[AudioFile]):
    """All columns that the gateway gives; without the payload that it copies."""

    serializer_class = FileSerializer
    pagination_class = ByPages
    authentication_classes = (TokenAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    renderer_classes = (renderers.JSONRenderer,)
    queryset = AudioFile.objects.filter(bucket=BUCKET).defer("payload", "secrets").order_by("id")


router = routers.SimpleRouter(trailing_slash=False)
router.register("files", FileViewSet)

urlpatterns = [path("rest/", include(router.urls)), *portal_urls.urlpatterns]
