"""Starts the servers, posts callbacks, prints the report: run.py ROUNDS SECONDS."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.callbacks import peer, store  # noqa: E402
from benchmarks.callbacks.bodies import body  # noqa: E402
from benchmarks.load import portal  # noqa: E402
from benchmarks.load.plan import Plan, carry_out, request  # noqa: E402
from benchmarks.load.rounds import WARM_UP_SECONDS, Results, in_turn  # noqa: E402
from benchmarks.load.servers import RESERVED_THREADS, Way, all_serving, ways_of_peer  # noqa: E402
from core.jobs.models import Heartbeat  # noqa: E402
from core.mirror.models import MirrorRemote  # noqa: E402
from portal.supervisor.commands import process_commands  # noqa: E402
from scanning.callbacks import addresses  # noqa: E402
from tests.engines import running_engine  # noqa: E402
from tests.processes import running  # noqa: E402
from tests.waiting import eventually  # noqa: E402

SIZES = {"2 KB": 2_000, "200 KB": 200_000}
CONNECTIONS = (1, 16, 64)
START_SECONDS = 60.0
OURS, APPLYING = "portal", "portal, applying"
PEER = "/hooks/peer"


@dataclass(frozen=True)
class Case:
    """How large the bodies are, and how they are sent."""

    size: str
    connections: int
    keeps_alive: bool

    @property
    def name(self) -> str:
        plural = "" if self.connections == 1 else "s"
        kept = "kept" if self.keeps_alive else "new each time"
        return f"{self.size}, {self.connections} connection{plural}, {kept}"


CASES = [
    Case(size, connections, keeps_alive)
    for size in SIZES
    for keeps_alive in (True, False)
    for connections in CONNECTIONS
]
# A worker is started for each of these, so that none begins with what another left.
APPLIED_CASES = [case for case in CASES if case.keeps_alive and case.connections == 16]


def main(rounds: int, seconds: float) -> None:
    portal.prepare()
    peer.make_table()
    store.clear()
    # Another run's engine, of another address.
    MirrorRemote.objects.all().delete()
    _, url = addresses.issue()
    hook = url.removeprefix(settings.PUBLIC_URL)
    peers = ways_of_peer("one INSERT", "benchmarks.callbacks.settings", RESERVED_THREADS)
    ways = {way.name: way for way in (Way(OURS), Way(APPLYING), *peers)}
    results = Results()
    applied: list[float] = []
    with portal.running_broker():
        print(f"{connection.display_name}, {rounds} rounds of {seconds:g} s\n")
        with all_serving(way for way in ways.values() if way.name != APPLYING) as ports:
            ports[APPLYING] = ports[OURS]
            for number, case in enumerate(CASES * rounds):
                for name in in_turn(list(ways), number):
                    is_applying = name == APPLYING
                    if is_applying and case not in APPLIED_CASES:
                        continue
                    path = hook if name in {OURS, APPLYING} else PEER
                    with _worker(is_applying):
                        measured = carry_out(_plan(ports[name], path, case, seconds))
                        if is_applying:
                            applied.append(store.settled() / (seconds + WARM_UP_SECONDS))
                        is_ours = name in {OURS, APPLYING}
                        store.check_rows(measured.statuses["200"], is_ours=is_ours)
                    results.add(case.name, name, measured)
                    store.clear()
    results.print_table(list(ways))
    results.print_generator()
    print(
        f"While they arrived, the worker applied {median(applied):.0f} a second, each with a"
        " request to the remote."
    )


def _plan(port: int, path: str, case: Case, seconds: float) -> Plan:
    post = request("POST", path, body=body(SIZES[case.size]), close=not case.keeps_alive)
    return Plan(
        port=port,
        requests=[post],
        connections=case.connections,
        keeps_alive=case.keeps_alive,
        seconds=seconds,
        warm_up_seconds=WARM_UP_SECONDS,
    )


@contextlib.contextmanager
def _worker(is_wanted: bool) -> Iterator[None]:
    """The worker that applies callbacks, and the remote that it asks, which knows no such file."""
    if not is_wanted:
        yield
        return
    command = next(command for command in process_commands() if command.name == "fast")
    environment = os.environ | dict(command.environment)
    environment["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    log = settings.DATA_DIR / "worker.log"
    with (
        running_engine(
            settings.DATA_DIR / "remote", port=settings.ENGINE_PORT, token=settings.ACRCLOUD_TOKEN
        ),
        running(*command.arguments, environment=environment, output=log),
    ):
        Heartbeat.objects.all().delete()
        eventually(Heartbeat.objects.filter(name="fast").exists, within=START_SECONDS)
        yield


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
