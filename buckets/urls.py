"""Pages of buckets and their audio files, as `buckets:…`."""

from django.urls import path

from buckets.views import buckets, catalogue, files

app_name = "buckets"

_BUCKET = "buckets/<id:bucket_id>"
_FILE = f"{_BUCKET}/files/<id:file_id>"

urlpatterns = [
    path("buckets/", buckets.bucket_list, name="list"),
    path("buckets/new/", buckets.new, name="bucket_new"),
    path(f"{_BUCKET}/", buckets.bucket_page, name="bucket"),
    path(f"{_BUCKET}/catalogue/", catalogue.catalogue_page, name="catalogue"),
    path(f"{_BUCKET}/edit/", buckets.edit, name="bucket_edit"),
    path(f"{_BUCKET}/delete/", buckets.delete, name="bucket_delete"),
    path(f"{_BUCKET}/files/delete/", files.delete_selected, name="delete_selected"),
    path(f"{_BUCKET}/files/move/", files.move_selected, name="move_selected"),
    path(f"{_FILE}/", files.file_page, name="file"),
    path(f"{_FILE}/edit/", files.edit, name="file_edit"),
    path(f"{_FILE}/delete/", files.delete, name="file_delete"),
]
