"""Pages of background work, as `jobs:…`."""

from django.urls import path

from core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/cancel/", views.cancel_selected, name="cancel_selected"),
    path("jobs/retry/", views.retry_selected, name="retry_selected"),
    path("jobs/<int:job_id>/", views.job_page, name="job"),
    path("jobs/<int:job_id>/cancel/", views.cancel, name="cancel"),
    path("jobs/<int:job_id>/retry/", views.retry, name="retry"),
]
