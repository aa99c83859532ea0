"""The peer, on the same table and with the same session: an admin with the same columns."""

from django.urls import path

from benchmarks.lists.peers import PEERS
from portal import urls as portal_urls

handler400, handler500 = portal_urls.handler400, portal_urls.handler500

urlpatterns = [path("peers/", PEERS.urls), *portal_urls.urlpatterns]
