"""From the POST to the results in the mirror: with the worker, and a remote that has them."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import requests
from django.conf import settings

from benchmarks.callbacks import store
from core.jobs.models import Heartbeat
from core.mirror.models import MirrorRemote, MirrorScope
from portal.supervisor.commands import process_commands
from scanning.models import Container, Delivery, DeliveryState, ScannedFile, ScanResult
from tests.engines import Engine, running_engine
from tests.processes import running
from tests.remote_faults import recorded
from tests.scanning.callbacks import callback_body
from tests.waiting import eventually

START_SECONDS = 60.0
SETTLED_WITHIN = 120.0
IDLE_CALLBACKS = 10
PER_SECOND = 50


def measure(port: int, hook: str, seconds: float) -> None:
    """Print how long callbacks take that come one by one, and those that come 50 a second."""
    files = max(IDLE_CALLBACKS, round(PER_SECOND * seconds))
    with _remote_and_worker(files) as remote:
        print(
            "| callbacks | applied after, p50 | p95 | requests to the remote |\n|---|---|---|---|"
        )
        post = Sender(port, hook, _scanned_files(remote))
        with recorded(remote, "*/fs-containers/*/files/*") as calls:
            for _ in range(IDLE_CALLBACKS):
                post()
                _wait_until_settled()
        _report("one by one", len(calls()))
        with recorded(remote, "*/fs-containers/*/files/*") as calls:
            began = time.monotonic()
            for number in range(files):
                time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
                post()
            _wait_until_settled()
        _report(f"{PER_SECOND} a second for {seconds:g} s", len(calls()))


class Sender:
    """Posts the callback of the next file, over one connection."""

    def __init__(self, port: int, hook: str, files: Sequence[tuple[UUID, int]]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._hook = hook
        self._files = iter(files)

    def __call__(self) -> None:
        file_id, container_id = next(self._files)
        self._connection.request("POST", self._hook, callback_body(file_id, cid=container_id))
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"a callback was answered with {answer.status}")


def _report(what: str, calls: int) -> None:
    """Print a line, and forget the callbacks. Raises RuntimeError unless each was applied."""
    rows = Delivery.objects.values_list("state", "received_at", "settled_at")
    waits = sorted(settled - received for _, received, settled in rows if settled is not None)
    applied = sum(state == DeliveryState.APPLIED for state, _, _ in rows)
    if not applied == len(waits) == len(rows):
        raise RuntimeError(f"{applied} of {len(rows)} callbacks were applied")
    p50, p95 = (waits[len(waits) * share // 100] for share in (50, 95))
    print(f"| {what}: {len(rows)} | {_seconds(p50)} | {_seconds(p95)} | {calls} |")
    store.clear()


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():.2f} s"


def _wait_until_settled() -> None:
    eventually(lambda: not Delivery.objects.pending().exists(), within=SETTLED_WITHIN, pause=0.01)


def _scanned_files(remote: Engine) -> list[tuple[UUID, int]]:
    """All whose scan has ended at the remote, and their containers."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {remote.token}"
    containers = session.get(f"{remote.api}/fs-containers?per_page=100", timeout=30).json()["data"]
    found: list[tuple[UUID, int]] = []
    for container in containers:
        address = f"{remote.api}/fs-containers/{container['id']}/files?per_page=10000"
        rows = session.get(address, timeout=60).json()["data"]
        found += [(UUID(row["id"]), container["id"]) for row in rows if row["state"] != 0]
    return found


@contextlib.contextmanager
def _remote_and_worker(files: int) -> Iterator[Engine]:
    """An account with so many scanned files that the mirror doesn't have, and the fast worker."""
    for model in (MirrorRemote, MirrorScope, ScanResult, ScannedFile, Container):
        model._default_manager.all().delete()
    command = next(command for command in process_commands() if command.name == "fast")
    environment = os.environ | dict(command.environment)
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    folder = settings.DATA_DIR / "remote"
    with (
        running_engine(folder, port=settings.ENGINE_PORT, token=settings.ACRCLOUD_TOKEN) as remote,
        running(*command.arguments, environment=environment, output=folder / "worker.log"),
    ):
        # Some of them are still being scanned.
        size = ("--containers", "2", "--scanned", str(2 * (files + IDLE_CALLBACKS)))
        generate = (sys.executable, "-m", "engine", "generate", "--data", str(folder), *size)
        subprocess.run(generate, check=True, env=environment, stdout=subprocess.DEVNULL)
        Heartbeat.objects.all().delete()
        eventually(Heartbeat.objects.filter(name="fast").exists, within=START_SECONDS)
        yield remote
