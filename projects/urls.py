"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("projects.page_urls")),
    path("", include("projects.api_urls")),
]
