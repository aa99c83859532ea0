"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mirror.page_urls")),
    path("", include("mirror.api_urls")),
]
