"""Routes of acts, among the pages of `buckets:…`."""

from django.urls import URLPattern, path

from buckets.acts import buckets, files

ONE = "buckets/<id:bucket_id>"
FILE = f"{ONE}/files/<id:file_id>"

urlpatterns: list[URLPattern] = [
    path("buckets/new/", buckets.new, name="bucket_new"),
    path(f"{ONE}/edit/", buckets.edit, name="bucket_edit"),
    path(f"{ONE}/delete/", buckets.delete, name="bucket_delete"),
    path(f"{ONE}/files/delete/", files.delete_picked, name="delete_picked"),
    path(f"{ONE}/files/move/", files.move_picked, name="move_picked"),
    path(f"{FILE}/edit/", files.edit, name="file_edit"),
    path(f"{FILE}/delete/", files.delete, name="file_delete"),
]
