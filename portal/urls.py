"""Every address of the portal. Each room keeps its own routes."""

from django.contrib import admin
from django.urls import include, path, re_path

from ui.unknown_path import UnknownPath

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("", include("mirror.urls")),
    path("", include("buckets.urls")),
    path("", include("projects.urls")),
    path("", include("scanning.urls")),
    path("", include("identification.urls")),
    path("", include("portal.own_urls")),
    re_path(r"^api/(?P<rest>.*)$", UnknownPath.as_view()),
    path("admin/", admin.site.urls),
]

handler400 = "ui.errors.bad_request"
handler500 = "ui.errors.server_error"
