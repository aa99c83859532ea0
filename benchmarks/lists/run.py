"""Fills the database, sends the requests, prints the report: run.py FILES ROUNDS TIMES."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.lists import writing  # noqa: E402
from benchmarks.lists.fill import fill_bucket  # noqa: E402
from benchmarks.lists.queries import Query, SignedInClients, all_queries  # noqa: E402
from buckets.models import AudioFile  # noqa: E402
from portal import broker_paths  # noqa: E402
from portal.supervisor import broker, preflight  # noqa: E402
from tests.processes import running  # noqa: E402


def main(files: int, rounds: int, times: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"{connection.display_name}, {files:,} files, {rounds} rounds of {times}\n")
    if not AudioFile.objects.exists():
        writing.report(rounds)
    indexed = fill_bucket(files)
    if indexed is not None:
        print(f"Tally and search index built in {indexed:.1f} s.\n")
    with running_cache():
        took: dict[str, dict[str, list[float]]] = {}
        queries = all_queries(SignedInClients(), files)
        for _ in range(rounds):
            for query in queries:
                _measure(query, times, took.setdefault(query.name, {}))
    _report(queries, took)


def _measure(query: Query, times: int, took: dict[str, list[float]]) -> None:
    for send in query.requests.values():
        send()
    for _ in range(times):
        for name, send in query.requests.items():
            query.before()
            began = time.perf_counter()
            send()
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)


def _report(queries: list[Query], took: dict[str, dict[str, list[float]]]) -> None:
    print("| what | way | median, ms | least, ms | over theirs: median | least | goal |")
    print("|---|---|---|---|---|---|---|")
    for query in queries:
        middle = {name: median(times) for name, times in took[query.name].items()}
        least = {name: min(times) for name, times in took[query.name].items()}
        goals = {ours: (theirs, goal) for ours, theirs, *goal in query.goals}
        for name in query.requests:
            line = f"| {query.name} | {name} | {middle[name]:.1f} | {least[name]:.1f} |"
            if name not in goals:
                print(f"{line} | | |")
                continue
            theirs, (sqlite, postgres) = goals[name]
            goal = sqlite if connection.vendor == "sqlite" else postgres
            print(
                f"{line} {middle[name] / middle[theirs]:.3f} of {theirs}"
                f" | {least[name] / least[theirs]:.3f} | {goal:.3f} |"
            )


@contextlib.contextmanager
def running_cache() -> Iterator[None]:
    folder = broker_paths.broker_folder(settings.DATA_DIR)
    command = broker.broker_command()
    log = Path(tempfile.mkdtemp()) / "log"
    with (
        preflight.private_folder(folder),
        running(*command.arguments, environment=dict(os.environ), output=log) as process,
    ):
        broker.wait_until_up(lambda: process.poll() is not None)
        yield


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
