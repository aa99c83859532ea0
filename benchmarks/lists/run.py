"""One process that fills, asks and reports: run.py FILES ROUNDS TIMES."""

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
from benchmarks.lists.asked import Askers, Question, questions  # noqa: E402
from benchmarks.lists.filling import fill  # noqa: E402
from buckets.models import AudioFile  # noqa: E402
from portal import runtime_paths  # noqa: E402
from portal.supervisor import broker, places  # noqa: E402
from tests.processes import running  # noqa: E402


def main(files: int, rounds: int, times: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"{connection.display_name}, {files:,} files, {rounds} rounds of {times}\n")
    if not AudioFile.objects.exists():
        writing.report(rounds)
    indexed = fill(files)
    if indexed is not None:
        print(f"Tally and search index built in {indexed:.1f} s.\n")
    with _cache():
        took: dict[str, dict[str, list[float]]] = {}
        listed = questions(Askers(), files)
        for _ in range(rounds):
            for question in listed:
                _ask(question, times, took.setdefault(question.name, {}))
    _report(listed, took)


def _ask(question: Question, times: int, took: dict[str, list[float]]) -> None:
    for way in question.ways.values():
        way()
    for _ in range(times):
        for name, way in question.ways.items():
            question.before()
            began = time.perf_counter()
            way()
            took.setdefault(name, []).append((time.perf_counter() - began) * 1000)


def _report(listed: list[Question], took: dict[str, dict[str, list[float]]]) -> None:
    print("| what | way | median, ms | least, ms | over theirs: median | least | goal |")
    print("|---|---|---|---|---|---|---|")
    for question in listed:
        middle = {name: median(times) for name, times in took[question.name].items()}
        least = {name: min(times) for name, times in took[question.name].items()}
        goals = {ours: (theirs, goal) for ours, theirs, *goal in question.goals}
        for name in question.ways:
            line = f"| {question.name} | {name} | {middle[name]:.1f} | {least[name]:.1f} |"
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
def _cache() -> Iterator[None]:
    folder = runtime_paths.broker_folder(settings.DATA_DIR)
    command = broker.command()
    log = Path(tempfile.mkdtemp()) / "log"
    with (
        places.private(folder),
        running(*command.arguments, environment=dict(os.environ), output=log) as process,
    ):
        broker.wait_until_up(lambda: process.poll() is not None)
        yield


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
