"""Pages of containers, scanned files and callbacks, as `scanning:…`."""

from django.urls import path

from scanning.callbacks import views as callbacks
from scanning.callbacks.receive import receive_callback
from scanning.views import containers, files

app_name = "scanning"

_CONTAINER = "scanning/<id:container_id>"
_FILE = f"{_CONTAINER}/files/<uuid:file_id>"

urlpatterns = [
    # Outside the pages' prefix and without a trailing slash: a proxy exposes `/hooks/` alone.
    path("hooks/fs/<str:token>", receive_callback, name="callback_hook"),
    path("scanning/", containers.container_list, name="list"),
    path("scanning/new/", containers.create_container, name="container_new"),
    path(f"{_CONTAINER}/", containers.container_page, name="container"),
    path(f"{_CONTAINER}/edit/", containers.edit_container, name="container_edit"),
    path(f"{_CONTAINER}/delete/", containers.delete_container, name="container_delete"),
    path(f"{_CONTAINER}/scan-address/", containers.scan_from_address, name="scan_address"),
    path(f"{_CONTAINER}/callback/", callbacks.set_callback, name="callback_set"),
    path(f"{_CONTAINER}/callback/drop/", callbacks.drop_callback, name="callback_drop"),
    path(f"{_CONTAINER}/callback/reveal/", callbacks.reveal_callback, name="callback_reveal"),
    path(f"{_CONTAINER}/files/rescan/", files.rescan_selected, name="rescan_selected"),
    path(f"{_CONTAINER}/files/delete/", files.delete_selected, name="delete_selected"),
    path(f"{_FILE}/", files.file_page, name="file"),
    path(f"{_FILE}/rescan/", files.rescan_file, name="file_rescan"),
    path(f"{_FILE}/delete/", files.delete_file, name="file_delete"),
    path(f"{_FILE}/results/", files.results_fragment, name="results"),
    path(f"{_FILE}/results/raw/", files.raw_results, name="raw"),
    path(f"{_FILE}/results.csv", files.export_results, {"export_format": "csv"}, name="export"),
    path(f"{_FILE}/results.json", files.export_results, {"export_format": "json"}, name="export"),
    path("callbacks/", callbacks.inbox, name="callbacks"),
    path("callbacks/replay/", callbacks.replay_selected, name="replay_selected"),
    path("callbacks/replay-failed/", callbacks.replay_failed, name="replay_failed"),
    path("callbacks/<id:delivery_id>/", callbacks.delivery_page, name="delivery"),
    path("callbacks/<id:delivery_id>/body/", callbacks.delivery_body, name="delivery_body"),
    path("callbacks/<id:delivery_id>/replay/", callbacks.replay, name="replay"),
]
