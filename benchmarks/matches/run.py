"""Fills the database, sends the requests, prints the report: run.py PLAYS ROUNDS TIMES."""

import sys
import time
from statistics import median

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.lists.run import running_cache  # noqa: E402
from benchmarks.matches import writing  # noqa: E402
from benchmarks.matches.fill import fill  # noqa: E402
from benchmarks.matches.queries import Clients, Query, all_queries  # noqa: E402
from plays.models import Match  # noqa: E402


def main(plays: int, rounds: int, times: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    fill(plays)
    filled = time.perf_counter() - began
    print(
        f"{connection.display_name}, {plays:,} plays, {Match.objects.count():,} matches,"
        f" {rounds} rounds of {times}; filled in {filled:.0f} s\n"
    )
    with running_cache():
        clients = Clients()
        writing.report(clients.browser)
        took: dict[tuple[str, str], list[float]] = {}
        queries = all_queries(clients)
        for _ in range(rounds):
            for query in queries:
                _measure(query, times, took)
    _report(queries, took)


def _measure(query: Query, times: int, took: dict[tuple[str, str], list[float]]) -> None:
    for send in query.requests.values():
        send()
    for _ in range(times):
        for way, send in query.requests.items():
            began = time.perf_counter()
            send()
            took.setdefault((query.name, way), []).append((time.perf_counter() - began) * 1000)


def _report(queries: list[Query], took: dict[tuple[str, str], list[float]]) -> None:
    print("\n| what | way | median, ms | least, ms | goal |")
    print("|---|---|---|---|---|")
    for query in queries:
        for number, way in enumerate(query.requests):
            times = took[query.name, way]
            goal = f"≤ {query.goal:.0f}" if number == 0 else ""
            print(f"| {query.name} | {way} | {median(times):.1f} | {min(times):.1f} | {goal} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
