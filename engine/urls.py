"""Every address the engine answers. Regions decide only the host, so all share these paths."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from engine.audiotag.views import audiotag_api as audiotag
from engine.console import buckets, channels, containers, projects, unsupported
from engine.console.files import change, read, upload
from engine.console.scans import change as scan_change
from engine.console.scans import presigned
from engine.console.scans import read as scans
from engine.console.scans import upload as scan_upload
from engine.identify.views import identify
from engine.testbench import audiotag as bench_audiotag
from engine.testbench import deliveries, record
from engine.testbench import faults as bench
from engine.testbench import projects as bench_projects
from engine.wire.call import console_view
from engine.wire.envelope import json_reply
from engine.wire.errors import error_reply


def healthz(request: HttpRequest) -> HttpResponse:
    return json_reply({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_reply(404, "Not Found")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_reply(500, "Server Error")


handler404 = not_found
handler500 = server_error

FILES = "api/buckets/<int:bucket_id>/files"
CHANNELS = "api/buckets/<int:bucket_id>/channels"
PROJECT = "api/base-projects/<int:project_id>"
CONTAINER = "api/fs-containers/<int:container_id>"
SCANS = "api/fs-containers/<int:container_id>/files"

urlpatterns = [
    path("healthz", healthz),
    path("api/buckets", console_view(GET=buckets.listing, POST=buckets.create)),
    path(
        "api/buckets/<int:bucket_id>",
        console_view(GET=buckets.show, PUT=buckets.update, DELETE=buckets.delete),
    ),
    path(FILES, console_view(GET=read.listing, POST=upload.create, DELETE=change.delete_listed)),
    path(f"{FILES}/dump", console_view(GET=read.dump)),
    path(f"{FILES}/move", console_view(POST=change.move_listed)),
    path(
        f"{FILES}/<str:ids>", console_view(GET=read.show, PUT=change.update, DELETE=change.delete)
    ),
    path(f"{FILES}/<str:ids>/move", console_view(PUT=change.move)),
    path(
        "api/buckets/<int:bucket_id>/rec-channels",
        console_view(
            GET=channels.rec_channels, POST=channels.rec_channels, DELETE=channels.rec_channels
        ),
    ),
    path(CHANNELS, console_view(GET=channels.listing, POST=channels.create)),
    path(
        f"{CHANNELS}/<str:ids>",
        console_view(GET=channels.show, PUT=channels.update, DELETE=channels.delete),
    ),
    path("api/base-projects", console_view(GET=projects.listing, POST=projects.create)),
    path(PROJECT, console_view(GET=projects.show, PUT=projects.update, DELETE=projects.delete)),
    path(f"{PROJECT}/buckets-status", console_view(GET=projects.buckets_status)),
    path(f"{PROJECT}/bucket-status", console_view(GET=projects.buckets_status)),
    path(f"{PROJECT}/day-stat", console_view(GET=projects.day_stat)),
    path(f"{PROJECT}/statistics", console_view(GET=projects.day_stat)),
    path("api/fs-containers", console_view(GET=containers.listing, POST=containers.create)),
    path(
        CONTAINER,
        console_view(GET=containers.show, PUT=containers.update, DELETE=containers.delete),
    ),
    path(f"{CONTAINER}/presigned-upload", console_view(GET=presigned.presign)),
    path("presigned/<int:upload_id>", presigned.receive),
    path(SCANS, console_view(GET=scans.listing, POST=scan_upload.create)),
    path(f"{SCANS}/<str:ids>", console_view(GET=scans.show, DELETE=scan_change.delete)),
    path(f"{SCANS}/<str:ids>/rescan", console_view(PUT=scan_change.rescan)),
    *(
        re_path(
            f"^api/(?P<resource>{resource})(/.*)?$",
            console_view(**dict.fromkeys(("GET", "POST", "PUT", "DELETE"), unsupported.refuse)),
        )
        for resource in unsupported.RESOURCES
    ),
    path("v1/identify", identify),
    path("api", audiotag),
    path(
        "engine/faults",
        console_view(GET=bench.list_faults, POST=bench.add_fault, DELETE=bench.clear_faults),
    ),
    path("engine/record", console_view(PUT=record.switch)),
    path("engine/events", console_view(GET=record.events, DELETE=record.clear_events)),
    path("engine/deliveries", console_view(GET=deliveries.listing)),
    path("engine/audiotag-keys", console_view(PUT=bench_audiotag.put_key)),
    path("engine/audiotag-jobs", console_view(PUT=bench_audiotag.age_job)),
    path("engine/projects/<int:project_id>", console_view(PUT=bench_projects.set_limits)),
    path("engine/faults/<int:fault_id>", console_view(DELETE=bench.clear_fault)),
]
