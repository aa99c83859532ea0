"""REST routes of the ledger."""

from django.urls import URLPattern

from jobs.api.jobs import Jobs
from ui.wire.addresses import routes

urlpatterns: list[URLPattern] = [
    *routes("api/portal/jobs", Jobs.as_view({"get": "list"}), name="api-jobs"),
    *routes("api/portal/jobs/<int:job_id>", Jobs.as_view({"get": "retrieve"})),
    *routes("api/portal/jobs/<int:job_id>/cancel", Jobs.as_view({"post": "cancel"})),
]
