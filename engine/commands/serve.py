"""Answer HTTP on HOST:ENGINE_PORT."""

import argparse

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from engine.disk import data_folder

# One process, so that counters and the index are shared; many threads, because an upload
# or a download at the far end of a slow line holds one of them each.
THREADS = 64


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    Server(
        "engine.wsgi:application",
        address=settings.HOST,
        port=settings.ENGINE_PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=THREADS,
        backpressure=THREADS * 4,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=1,
        respawn_failed_workers=False,
    ).serve()
    return 0
