"""Pages of base projects, as `projects:…`."""

from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.project_list, name="list"),
    path("projects/<id:project_id>/", views.project_page, name="project"),
    path("projects/<id:project_id>/secret/", views.reveal, name="reveal"),
    path("projects/new/", views.new, name="project_new"),
    path("projects/<id:project_id>/edit/", views.edit, name="project_edit"),
    path("projects/<id:project_id>/delete/", views.delete, name="project_delete"),
]
