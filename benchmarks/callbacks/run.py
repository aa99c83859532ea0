"""Starts the servers, posts callbacks, prints the report: run.py ROUNDS SECONDS."""

import sys
from dataclasses import dataclass

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.callbacks import applied, peer, store  # noqa: E402
from benchmarks.callbacks.bodies import body  # noqa: E402
from benchmarks.load import portal  # noqa: E402
from benchmarks.load.plan import Plan, carry_out, request  # noqa: E402
from benchmarks.load.rounds import WARM_UP_SECONDS, Results, in_turn  # noqa: E402
from benchmarks.load.servers import (  # noqa: E402
    RESERVED_THREADS,
    Way,
    all_serving,
    serving,
    ways_of_peer,
)
from core.mirror.models import MirrorRemote  # noqa: E402
from scanning.callbacks import addresses  # noqa: E402

SIZES = {"2 KB": 2_000, "200 KB": 200_000}
CONNECTIONS = (1, 16, 64)
OURS = "portal"
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


def main(rounds: int, seconds: float) -> None:
    portal.prepare()
    peer.make_table()
    store.clear()
    # Another run's engine, of another address.
    MirrorRemote.objects.all().delete()
    _, url = addresses.issue()
    hook = url.removeprefix(settings.PUBLIC_URL)
    peers = ways_of_peer("one INSERT", "benchmarks.callbacks.settings", RESERVED_THREADS)
    ways = {way.name: way for way in (Way(OURS), *peers)}
    results = Results()
    with portal.running_broker():
        print(f"{connection.display_name}, {rounds} rounds of {seconds:g} s\n")
        with all_serving(ways.values()) as ports:
            for number, case in enumerate(CASES * rounds):
                for name in in_turn(list(ways), number):
                    path = hook if name == OURS else PEER
                    measured = carry_out(_plan(ports[name], path, case, seconds))
                    store.check_rows(measured.statuses["200"], is_ours=name == OURS)
                    results.add(case.name, name, measured)
                    store.clear()
        results.print_table(list(ways))
        results.print_generator()
        with serving(Way(OURS)) as port:
            applied.measure(port, hook, seconds)


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


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
