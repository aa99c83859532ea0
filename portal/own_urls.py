"""Routes of the project itself: dashboard, search and health."""

from django.urls import URLPattern, URLResolver, path

from portal import dashboard, search
from portal.health import views as health
from portal.metrics import Metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("guide/close/", dashboard.close_guide, name="close_guide"),
    path("running/", dashboard.running, name="running"),
    path("search/", search.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", Metrics.as_view(), name="metrics"),
]
