"""Uploads through the gateway and by tus while processes are killed or stopped: each is there once.

The clients do what the documents ask of a client: the same Idempotency-Key when a request is
repeated, `Retry-After` where it is given, and for tus the offset before going on.
"""

import base64
import logging
import random
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import psutil
import pytest
import requests

from tests.core.mirror.portal_and_remote import kill
from tests.core.uploads.portal_client import TUS, PortalClient
from tests.recordings import recording
from tests.stack import Portal, running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

SOAK = [pytest.mark.soak, pytest.mark.timeout(4 * 3600)]
KILLS = [3, pytest.param(40, marks=SOAK)]
RESTARTS = [2, pytest.param(20, marks=SOAK)]
VICTIMS = ("web", "web", "web", "bulk")
CLIENTS_EACH_WAY = 3
CHUNK = 24 * 1024
PATIENCE_SECONDS = 600.0
log = logging.getLogger(__name__)
JOBS = ("buckets.send", "uploads.watch_copies")


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with running_portal(demo=False, JOBS_LEASE_SECONDS="3") as running:
        yield running


class Clients:
    """A service with a token and a browser, each of which sends its file until it is taken."""

    def __init__(self, portal: Portal) -> None:
        self.url = portal.url
        self.browser = PortalClient(portal)
        self.bucket = self.browser.new_bucket()
        name = f"trials {random.random()}"
        self.token = portal.manage("token", "create", name, "--user", "admin").split()[-1]
        self.repeated = 0

    def upload_by_gateway(self, title: str, content: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        keyed = {**headers, "Idempotency-Key": str(uuid.uuid4())}
        form = {"data_type": "audio", "title": title}
        while True:
            files = {"file": (f"{title}.wav", content, "audio/wav")}
            answer = self._try(
                "POST", f"/api/buckets/{self.bucket}/files", data=form, files=files, headers=keyed
            )
            if answer is None:
                continue
            if answer.status_code in {200, 201}:
                return
            if answer.status_code == 202:
                self._follow(answer.headers["Location"], headers)
                return
            assert answer.status_code in {409, 429, 500, 502, 503, 504}, answer.text
            assert "Outcome unknown" not in answer.text
            time.sleep(float(answer.headers.get("Retry-After", "1")))

    def upload_by_tus(self, title: str, content: bytes) -> None:
        metadata = {"filename": f"{title}.wav", "target": "bucket", "target_id": str(self.bucket)}
        pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in metadata.items())
        begin = {"Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)}
        begun = self._until("POST", "/uploads/tus/", {201}, begin)
        where, offset = begun.headers["Location"], 0
        while offset < len(content):
            headers = {
                "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream",
            }
            chunk = content[offset : offset + CHUNK]
            sent = self._tus("PATCH", where, headers, chunk)
            if sent is None or sent.status_code != 204:
                sent = self._until("HEAD", where, {200}, {})
            offset = int(sent.headers["Upload-Offset"])

    def _follow(self, address: str, headers: dict[str, str]) -> None:
        def state() -> str:
            answer = self._try("GET", address, headers=headers)
            return answer.json()["state"] if answer is not None and answer.ok else ""

        eventually(lambda: state() == "sent", within=PATIENCE_SECONDS)

    def _until(
        self, method: str, path: str, statuses: set[int], headers: dict[str, str]
    ) -> requests.Response:
        while True:
            answer = self._tus(method, path, headers)
            if answer is not None and answer.status_code in statuses:
                return answer
            time.sleep(0.5)

    def _tus(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> requests.Response | None:
        session = self.browser.session
        own = {**TUS, "X-CSRFToken": str(session.headers["X-CSRFToken"]), **headers}
        return self._try(method, path, data=body, headers=own, cookies=session.cookies)

    def _try(self, method: str, path: str, **options: object) -> requests.Response | None:
        """None when the connection broke off or wasn't made."""
        try:
            return requests.request(method, self.url + path, timeout=120, **options)  # type: ignore[arg-type]
        except requests.RequestException:
            self.repeated += 1
            time.sleep(0.3)
            return None


@pytest.mark.parametrize("kills", KILLS)
def test_each_file_is_there_once(portal: Portal, kills: int) -> None:
    upload_beside(portal, kills, lambda: kill(_process(portal, random.choice(VICTIMS))))


@pytest.mark.parametrize("restarts", RESTARTS)
def test_a_rolling_restart_doubles_nothing(portal: Portal, restarts: int) -> None:
    """The web server is told to stop while uploads arrive, and started anew."""

    def restart() -> None:
        web = _process(portal, "web")
        web.terminate()
        # It answers while it stops: only then may anybody ask whether the portal is well again.
        web.wait(timeout=120)

    upload_beside(portal, restarts, restart)


def upload_beside(portal: Portal, trials: int, disturb: Callable[[], None]) -> None:
    """Upload files, disturb the portal meanwhile, and look for each file at the remote."""
    clients = Clients(portal)
    remote, bucket = clients.browser.remote, clients.bucket
    # The remote takes its time, so that kills meet requests on their way to it.
    slow = {"act": "delay", "seconds": [0, 2], "method": "POST", "path": "/api/buckets/*/files"}
    remote("POST", "engine/faults", json=slow)
    expected = []
    for trial in range(trials):
        ways: list[tuple[str, Callable[[str, bytes], None]]] = [
            ("gateway", clients.upload_by_gateway),
            ("tus", clients.upload_by_tus),
        ]
        with ThreadPoolExecutor(2 * CLIENTS_EACH_WAY) as pool:
            sent = []
            for number in range(CLIENTS_EACH_WAY):
                for way, upload in ways:
                    title = f"{way} {trial} {number}"
                    expected.append(title)
                    content = recording(random.uniform(1, 8))
                    sent.append(pool.submit(upload, title, content))
            time.sleep(random.uniform(0, 3))
            disturb()
            for upload_sent in sent:
                upload_sent.result()
        eventually(lambda: _is_well(portal), within=240)
    remote("DELETE", "engine/faults")

    def titles() -> list[str]:
        rows = remote("GET", f"api/buckets/{bucket}/files?per_page=1000")["data"]
        return sorted(row["title"] for row in rows)

    eventually(lambda: len(titles()) >= len(expected), within=PATIENCE_SECONDS)
    eventually(lambda: not _unfinished(clients), within=PATIENCE_SECONDS)
    log.info("%s trials, %s files, %s repeated", trials, len(expected), clients.repeated)
    assert titles() == sorted(expected)


def _process(portal: Portal, name: str) -> psutil.Process:
    """A process of the portal, once it has been started again."""

    def running() -> psutil.Process | None:
        try:
            return portal.process(name)
        except LookupError:
            return None

    process = eventually(running, within=120)
    assert process is not None
    return process


def _is_well(portal: Portal) -> bool:
    """Whether all of its parts work; not while its web server stops or starts."""
    try:
        return not portal.failing()
    except (OSError, HTTPException):
        return False


def _unfinished(clients: Clients) -> list[str]:
    """Titles of jobs that may still change what is at the remote."""
    headers = {"Authorization": f"Bearer {clients.token}"}
    jobs = []
    for state in ("queued", "running"):
        address = f"{clients.url}/api/portal/jobs?state={state}&per_page=1000"
        jobs += requests.get(address, headers=headers, timeout=30).json()["data"]
    return [job["title"] for job in jobs if job["kind"] in JOBS]
