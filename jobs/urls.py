"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jobs.page_urls")),
    path("", include("jobs.api_urls")),
]
