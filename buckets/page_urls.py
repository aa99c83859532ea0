"""Pages of buckets and their audio files, as `buckets:…`."""

from django.urls import path

from buckets import views
from buckets.acts.urls import urlpatterns as acts

app_name = "buckets"
urlpatterns = [
    path("buckets/", views.bucket_list, name="list"),
    path("buckets/<id:bucket_id>/", views.bucket_page, name="bucket"),
    path("buckets/<id:bucket_id>/files/<id:file_id>/", views.file_page, name="file"),
    *acts,
]
