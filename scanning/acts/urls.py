"""Routes of acts, among the pages of `scanning:…`."""

from django.urls import URLPattern, path

from scanning.acts import callbacks, containers, files

ONE = "scanning/<id:container_id>"
FILE = f"{ONE}/files/<uuid:file_id>"

urlpatterns: list[URLPattern] = [
    path("scanning/new/", containers.new, name="container_new"),
    path(f"{ONE}/edit/", containers.edit, name="container_edit"),
    path(f"{ONE}/delete/", containers.delete, name="container_delete"),
    path(f"{ONE}/scan-address/", containers.scan_address, name="scan_address"),
    path(f"{ONE}/callback/", callbacks.set_callback, name="callback_set"),
    path(f"{ONE}/callback/drop/", callbacks.drop_callback, name="callback_drop"),
    path(f"{ONE}/callback/reveal/", callbacks.reveal_callback, name="callback_reveal"),
    path(f"{ONE}/files/rescan/", files.rescan_picked, name="rescan_picked"),
    path(f"{ONE}/files/delete/", files.delete_picked, name="delete_picked"),
    path(f"{FILE}/rescan/", files.rescan, name="file_rescan"),
    path(f"{FILE}/delete/", files.delete, name="file_delete"),
]
