"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

from scanning.callbacks.hook import hook

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("scanning.page_urls")),
    path("", include("scanning.api_urls")),
    path("hooks/fs/<str:token>", hook, name="callback-hook"),
]
