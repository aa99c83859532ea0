"""Routes of results, among the pages of `scanning:…`."""

from django.urls import URLPattern, path

from scanning.results import views

FILE = "scanning/<id:container_id>/files/<uuid:file_id>"

urlpatterns: list[URLPattern] = [
    path(f"{FILE}/results/", views.results, name="results"),
    path(f"{FILE}/results/raw/", views.raw_results, name="raw"),
    *(
        path(f"{FILE}/results.{form}", views.export_results, {"form": form}, name="export")
        for form in ("csv", "json")
    ),
]
