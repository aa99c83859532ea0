"""One part of the benchmark: run.py PART FILES ROUNDS SECONDS."""

import importlib
import os
import sys

import django

django.setup()

from django.db import connection  # noqa: E402


def main(part: str, files: int, rounds: int, seconds: float) -> None:
    print(f"{connection.display_name}, {os.cpu_count()} cores, up to {files:,} files\n")
    importlib.import_module(f"benchmarks.scale.{part}").main(files, rounds, seconds)
    print(f"\nThe load average at the end was {os.getloadavg()[0]:.1f}.\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
