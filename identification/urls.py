"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("identification.page_urls")),
    path("", include("identification.api_urls")),
]
