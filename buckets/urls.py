"""Routes of this room: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("buckets.page_urls")),
    path("", include("buckets.uploads.urls")),
    path("", include("buckets.api_urls")),
]
