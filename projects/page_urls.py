"""Pages of base projects, as `projects:…`."""

from django.urls import path

from projects import views
from projects.acts.urls import urlpatterns as acts

app_name = "projects"
urlpatterns = [
    path("projects/", views.project_list, name="list"),
    path("projects/<id:project_id>/", views.project_page, name="project"),
    path("projects/<id:project_id>/secret/", views.reveal, name="reveal"),
    *acts,
]
