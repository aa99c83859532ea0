"""Routes of acts, among the pages of `projects:…`."""

from django.urls import URLPattern, path

from projects.acts import views

urlpatterns: list[URLPattern] = [
    path("projects/new/", views.new, name="project_new"),
    path("projects/<id:project_id>/edit/", views.edit, name="project_edit"),
    path("projects/<id:project_id>/delete/", views.delete, name="project_delete"),
]
