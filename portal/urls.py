"""Every address of the portal.

Each app keeps its own routes: pages in `urls`, REST in `api.urls`.
"""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from core.gateway.views import UnknownPathView
from portal import dashboard, search
from portal.health import views as health
from portal.metrics import MetricsView

_API: list[URLPattern | URLResolver] = [
    path("", include("buckets.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("scanning.api.urls")),
    path("", include("identification.api.urls")),
    path("", include("plays.api.urls")),
    path("", include("core.uploads.api.urls")),
    path("", include("core.mirror.api.urls")),
    path("", include("core.jobs.api.urls")),
    path("", include("core.accounts.api.urls")),
]

# Django tries them one after the other: what services request comes first.
urlpatterns = [
    path("api/", include(_API)),
    re_path(r"^api/(?P<rest>.*)$", UnknownPathView.as_view()),
    path("", include("scanning.urls")),
    path("", dashboard.dashboard, name="dashboard"),
    path("guide/close/", dashboard.close_guide, name="close_guide"),
    path("running/", dashboard.running_jobs, name="running"),
    path("search/", search.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("", include("buckets.urls")),
    path("", include("projects.urls")),
    path("", include("identification.urls")),
    path("", include("plays.urls")),
    path("", include("core.uploads.urls")),
    path("", include("core.mirror.urls")),
    path("", include("core.jobs.urls")),
    path("", include("core.accounts.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "core.ui.error_pages.bad_request"
handler500 = "core.ui.error_pages.server_error"
