"""Pages of containers and scanned files, as `scanning:…`."""

from django.urls import path

from scanning import views
from scanning.acts.urls import urlpatterns as acts
from scanning.callbacks.urls import urlpatterns as callbacks
from scanning.results.urls import urlpatterns as results

app_name = "scanning"
urlpatterns = [
    path("scanning/", views.container_list, name="list"),
    path("scanning/<id:container_id>/", views.container_page, name="container"),
    path("scanning/<id:container_id>/files/<uuid:file_id>/", views.file_page, name="file"),
    *acts,
    *results,
    *callbacks,
]
