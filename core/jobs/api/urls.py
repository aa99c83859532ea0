"""REST routes of the ledger."""

from django.urls import URLPattern

from core.gateway.routes import routes
from core.jobs.api.views import JobViewSet

urlpatterns: list[URLPattern] = [
    *routes("portal/jobs", JobViewSet.as_view({"get": "list"}), name="api-jobs"),
    *routes("portal/jobs/<int:job_id>", JobViewSet.as_view({"get": "retrieve"})),
    *routes("portal/jobs/<int:job_id>/cancel", JobViewSet.as_view({"post": "cancel"})),
]
