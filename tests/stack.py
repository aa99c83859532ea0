"""The whole portal with its real processes, on a folder and ports of its own."""

import contextlib
import http.client
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from portal.supervisor import prepare
from tests.databases import connection_to, scratch_database
from tests.engines import ROOT, furnish, kept
from tests.isolation import clean_environment, free_port
from tests.processes import running
from tests.waiting import eventually

READY_SECONDS = 240.0
# Two web processes answer, each by what it saw itself.
LOOKS = 6
LISTS = {"buckets", "projects", "containers"}
READ_LISTS = "SELECT resource FROM mirror_scope WHERE scope = '' AND read_at IS NOT NULL"


@dataclass(frozen=True)
class Portal:
    """A running portal: its addresses, its first user's password, and its processes."""

    url: str
    engine_url: str
    admin_password: str
    data_dir: Path
    environment: dict[str, str]
    supervisor: psutil.Process

    @property
    def engine_token(self) -> str:
        """The token of the account that its engine serves."""
        return self.environment["ENGINE_TOKEN"]

    def process(self, name: str) -> psutil.Process:
        """One of its processes now: broker, web, fast, bulk, scheduler, engine or analysis."""
        # Its own children first: those of a web server or engine may have the same name.
        children = [*self.supervisor.children(), *self.supervisor.children(recursive=True)]
        found = [child for child in children if _name_of(child) == name]
        if not found:
            raise LookupError(f"no process {name} runs")
        return found[0]

    def processes(self) -> list[psutil.Process]:
        return [self.supervisor, *self.supervisor.children(recursive=True)]

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a GET without signing in."""
        host = self.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def readiness(self) -> dict[str, Any]:
        answer = self.get("/readyz")[1]
        report: dict[str, Any] = json.loads(answer)
        assert "checks" in report, f"{self.url} isn't the portal, or fails: {answer}"
        return report

    def failing(self) -> set[str]:
        """The required checks that fail now, in the eyes of any of its web processes."""
        reports = [self.readiness()["checks"] for _ in range(LOOKS)]
        checks = [(name, check) for report in reports for name, check in report.items()]
        return {name for name, check in checks if check["required"] and not check["ok"]}

    def has_remote(self) -> bool:
        """Whether its engine answers."""
        host = self.engine_url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK

    def output(self) -> str:
        return _log(self.data_dir).read_text()

    def manage(self, *arguments: str) -> str:
        """What a management command of this portal prints."""
        finished = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return finished.stdout


@contextlib.contextmanager
def running_portal(*, demo: bool | None = True, **settings: str) -> Iterator[Portal]:
    """Start the portal as its supervisor does, wait until it can be used, and stop it in the end.

    On PostgreSQL when TEST_DATABASE_URL is set. `settings` are environment variables. With `demo`
    None nothing is made beforehand, and nothing waited for but `/readyz`: its engine makes the demo
    account itself.
    """
    data_dir = Path(tempfile.mkdtemp(prefix="acr-stack-"))
    password = secrets.token_urlsafe(12)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, data_dir, ignore_errors=True)
        environment = clean_environment(
            DATA_DIR=str(data_dir),
            PORT=str(free_port()),
            ENGINE_PORT=str(free_port()),
            PORTAL_ADMIN_PASSWORD=password,
            ENGINE_TOKEN=secrets.token_hex(20),
            DATABASE_URL=stack.enter_context(scratch_database()),
        )
        environment |= settings
        if demo is not None:
            furnish(data_dir, demo=demo)
        _lay_out_static_files(data_dir)
        command = (sys.executable, "-m", "portal.serve")
        supervisor = stack.enter_context(
            running(*command, environment=environment, output=_log(data_dir))
        )
        portal = Portal(
            url=f"http://127.0.0.1:{environment['PORT']}",
            engine_url=f"http://127.0.0.1:{environment['ENGINE_PORT']}",
            admin_password=environment["PORTAL_ADMIN_PASSWORD"],
            data_dir=data_dir,
            environment=environment,
            supervisor=psutil.Process(supervisor.pid),
        )
        _await_ready(portal, supervisor)
        if demo is not None and _has_engine(portal):
            eventually(lambda: _lists_are_read(portal), within=READY_SECONDS)
        _keep_static_files(data_dir)
        yield portal


def refused_start(environment: dict[str, str]) -> tuple[int, list[str]]:
    """Exit code and error lines of a start that is expected to be refused."""
    finished = subprocess.run(
        [sys.executable, "-m", "portal.serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return finished.returncode, finished.stderr.splitlines()


def _await_ready(portal: Portal, supervisor: subprocess.Popen[bytes]) -> None:
    """Also for the engine, which a portal that is ready may have to wait for."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and supervisor.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if not portal.failing() and (not _has_engine(portal) or portal.has_remote()):
                return
        time.sleep(0.1)
    raise RuntimeError(f"the portal did not become ready:\n{portal.output()[-8000:]}")


def _has_engine(portal: Portal) -> bool:
    return not portal.environment.get("ACRCLOUD_BASE_URL")


def _lists_are_read(portal: Portal) -> bool:
    """Whether the first passes have been: until then the gateway refuses to list anything."""
    url = portal.environment["DATABASE_URL"]
    if url.startswith("postgres"):
        with connection_to(url) as connection:
            rows = connection.execute(READ_LISTS).fetchall()
    else:
        file = url.removeprefix("sqlite:///") or str(portal.data_dir / "portal.sqlite3")
        with contextlib.closing(sqlite3.connect(file, timeout=30)) as database:
            rows = database.execute(READ_LISTS).fetchall()
    return {resource for (resource,) in rows} >= LISTS


def _lay_out_static_files(data_dir: Path) -> None:
    """Those that an earlier portal collected: this one looks whether they are still the same."""
    with kept() as folder:
        if (folder / "static").exists():
            shutil.copytree(folder / "static", data_dir / "static", copy_function=_link)


def _keep_static_files(data_dir: Path) -> None:
    stamp = f"static/{prepare.STATIC_STAMP}"
    with kept() as folder:
        known = folder / stamp
        if known.exists() and known.read_text() == (data_dir / stamp).read_text():
            return
        shutil.rmtree(folder / "static", ignore_errors=True)
        shutil.copytree(data_dir / "static", folder / "static", copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _log(data_dir: Path) -> Path:
    return data_dir / "run.log"


def _name_of(process: psutil.Process) -> str:
    """Forks of the supervisor have its environment, but names of their own."""
    try:
        name = process.name()
        is_fork = name.startswith("acr-")
        return name[4:] if is_fork else process.environ().get("ACR_PROCESS", "")
    except psutil.Error:
        return ""
