"""Routes of results, among the pages of `scanning:…`."""

from django.urls import URLPattern, path, re_path

from scanning.results import views

FILE = "scanning/<int:container_id>/files/<uuid:file_id>"

urlpatterns: list[URLPattern] = [
    path(f"{FILE}/results/", views.results, name="results"),
    path(f"{FILE}/results/raw/", views.raw_results, name="raw"),
    re_path(
        r"^scanning/(?P<container_id>\d{1,18})/files/(?P<file_id>[0-9a-f-]{36})"
        r"/results\.(?P<form>csv|json)$",
        views.export_results,
        name="export",
    ),
]
