"""Serve the pages of some lists from memory, for benchmarks."""

import argparse
import os
import sys
from pathlib import Path

from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from engine.disk import data_folder
from engine.testbench import pages


def run(options: argparse.Namespace) -> int:
    origin = f"http://{settings.HOST}:{settings.ENGINE_PORT}"
    os.environ[pages.PAGES_VARIABLE] = str(options.kept or collect_pages(options, origin))
    os.environ[pages.DELAY_VARIABLE] = str(options.delay)
    sys.stdout.write(f"engine: pages at {origin}\n")
    sys.stdout.flush()
    os.environ["ENGINE_TOKEN"] = settings.ENGINE_TOKEN
    Server(
        "engine.testbench.pages:application",
        factory=True,
        address=settings.HOST,
        port=settings.ENGINE_PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=options.threads,
        log_level=LogLevels.error,
        workers_kill_timeout=1,
    ).serve()
    return 0


def collect_pages(options: argparse.Namespace, origin: str) -> Path:
    """The file with every page of the lists."""
    data_folder.check_ready()
    bodies: pages.Pages = {}
    for path in options.paths:
        collect_list(path, options.per_page, origin, bodies)
    file = Path(settings.ENGINE_DIR) / "pages.json"
    pages.save_pages(bodies, file)
    return file


def collect_list(path: str, per_page: int, origin: str, into: pages.Pages) -> None:
    """Every page of a list, as the engine itself would serve it."""
    number, last = 1, 1
    while number <= last:
        request = RequestFactory(headers={"Authorization": f"Bearer {settings.ENGINE_TOKEN}"}).get(
            path, {"page": number, "per_page": per_page}, SERVER_NAME="engine.invalid"
        )
        match = resolve(path)
        response = match.func(request, *match.args, **match.kwargs)
        if response.status_code != 200:
            raise OSError(f"{path} answers {response.status_code}")
        body = response.content.replace(b"http://engine.invalid", origin.encode())
        into[pages.page_key(path, f"page={number}&per_page={per_page}")] = body
        last = int(body.rpartition(b'"last_page":')[2].partition(b",")[0])
        number += 1
