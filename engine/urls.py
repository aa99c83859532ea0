"""Every address the engine answers. Regions decide only the host, so all share these paths."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from engine.audiotag.view import api as audiotag
from engine.bench import audiotag as bench_audiotag
from engine.bench import deliveries, record
from engine.bench import projects as bench_projects
from engine.bench import views as bench
from engine.console import buckets, channels, containers, projects, unsupported
from engine.console.files import change, read, upload
from engine.console.scans import change as scan_change
from engine.console.scans import presigned
from engine.console.scans import read as scans
from engine.console.scans import upload as scan_upload
from engine.identify.view import identify
from engine.wire.call import console
from engine.wire.envelope import reply
from engine.wire.errors import failure


def healthz(request: HttpRequest) -> HttpResponse:
    return reply({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(404, "Not Found")


def server_error(request: HttpRequest) -> HttpResponse:
    return failure(500, "Server Error")


handler404 = not_found
handler500 = server_error

FILES = "api/buckets/<int:bucket_id>/files"
CHANNELS = "api/buckets/<int:bucket_id>/channels"
PROJECT = "api/base-projects/<int:project_id>"
CONTAINER = "api/fs-containers/<int:container_id>"
SCANS = "api/fs-containers/<int:container_id>/files"

urlpatterns = [
    path("healthz", healthz),
    path("api/buckets", console(GET=buckets.listing, POST=buckets.create)),
    path(
        "api/buckets/<int:bucket_id>",
        console(GET=buckets.show, PUT=buckets.update, DELETE=buckets.delete),
    ),
    path(FILES, console(GET=read.listing, POST=upload.create, DELETE=change.delete_listed)),
    path(f"{FILES}/dump", console(GET=read.dump)),
    path(f"{FILES}/move", console(POST=change.move_listed)),
    path(f"{FILES}/<str:ids>", console(GET=read.show, PUT=change.update, DELETE=change.delete)),
    path(f"{FILES}/<str:ids>/move", console(PUT=change.move)),
    path(
        "api/buckets/<int:bucket_id>/rec-channels",
        console(
            GET=channels.rec_channels, POST=channels.rec_channels, DELETE=channels.rec_channels
        ),
    ),
    path(CHANNELS, console(GET=channels.listing, POST=channels.create)),
    path(
        f"{CHANNELS}/<str:ids>",
        console(GET=channels.show, PUT=channels.update, DELETE=channels.delete),
    ),
    path("api/base-projects", console(GET=projects.listing, POST=projects.create)),
    path(PROJECT, console(GET=projects.show, PUT=projects.update, DELETE=projects.delete)),
    path(f"{PROJECT}/buckets-status", console(GET=projects.buckets_status)),
    path(f"{PROJECT}/bucket-status", console(GET=projects.buckets_status)),
    path(f"{PROJECT}/day-stat", console(GET=projects.day_stat)),
    path(f"{PROJECT}/statistics", console(GET=projects.day_stat)),
    path("api/fs-containers", console(GET=containers.listing, POST=containers.create)),
    path(CONTAINER, console(GET=containers.show, PUT=containers.update, DELETE=containers.delete)),
    path(f"{CONTAINER}/presigned-upload", console(GET=presigned.presign)),
    path("presigned/<int:place_id>", presigned.receive),
    path(SCANS, console(GET=scans.listing, POST=scan_upload.create)),
    path(f"{SCANS}/<str:ids>", console(GET=scans.show, DELETE=scan_change.delete)),
    path(f"{SCANS}/<str:ids>/rescan", console(PUT=scan_change.rescan)),
    *(
        re_path(
            f"^api/(?P<resource>{resource})(/.*)?$",
            console(**dict.fromkeys(("GET", "POST", "PUT", "DELETE"), unsupported.refuse)),
        )
        for resource in unsupported.RESOURCES
    ),
    path("v1/identify", identify),
    path("api", audiotag),
    path(
        "engine/faults",
        console(GET=bench.list_faults, POST=bench.add_fault, DELETE=bench.clear_faults),
    ),
    path("engine/record", console(PUT=record.switch)),
    path("engine/events", console(GET=record.events, DELETE=record.forget)),
    path("engine/deliveries", console(GET=deliveries.listing)),
    path("engine/audiotag-keys", console(PUT=bench_audiotag.put_key)),
    path("engine/audiotag-jobs", console(PUT=bench_audiotag.age_job)),
    path("engine/projects/<int:project_id>", console(PUT=bench_projects.limit)),
    path("engine/faults/<int:fault_id>", console(DELETE=bench.clear_fault)),
]
