"""Uploads, as `uploads:…`."""

from django.urls import path

from core.uploads import tus, views

app_name = "uploads"
urlpatterns = [
    path("uploads/", views.upload_list, name="list"),
    path("uploads/tray/", views.tray, name="tray"),
    path("uploads/dismiss/", views.dismiss_all, name="dismiss_all"),
    path("uploads/tus/", tus.create_upload, name="tus"),
    path("uploads/tus/<uuid:public_id>/", tus.upload_resource, name="tus_upload"),
    path("uploads/<uuid:public_id>/", views.upload_page, name="upload"),
    path("uploads/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("uploads/<uuid:public_id>/retry/", views.retry, name="retry"),
    path("uploads/<uuid:public_id>/dismiss/", views.dismiss, name="dismiss"),
]
