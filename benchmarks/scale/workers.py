"""What workers add: each stores pages of new files into a bucket of its own, all at once."""

import subprocess
import sys
import time

from benchmarks.load import portal
from benchmarks.scale.storing import PAGE, PAGES
from buckets.models import AudioFile

WORKERS = (1, 2, 4)


def main(files: int, rounds: int, seconds: float) -> None:
    portal.prepare()
    print(f"{PAGES} pages of {PAGE} new files for each worker; the best of {rounds} rounds\n")
    print("| workers | files/s |")
    print("|---|---|")
    for count in WORKERS:
        taken = min(_store_at_once(count) for _ in range(rounds))
        print(f"| {count} | {count * PAGES * PAGE / taken:,.0f} |")


def _store_at_once(count: int) -> float:
    """Seconds from the start signal until the last of them is done."""
    AudioFile.objects.all().delete()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.scale.storing", str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(1, count + 1)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate()
        assert worker.returncode == 0
    return time.perf_counter() - began
