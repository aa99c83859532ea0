"""The command line that the benchmarks over HTTP have in common."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import replace_figures
from tests.isolation import clean_environment, free_port


def run(package: str, description: str, *, files: int | None = None) -> None:
    """Run `package.run` in a portal's environment of its own, and write down what it prints."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if files is not None:
        parser.add_argument("--files", type=int, default=files)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    options = parser.parse_args()
    counts = [options.rounds, options.seconds, *([] if files is None else [options.files])]
    with tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(
            DATA_DIR=folder,
            DATABASE_URL=options.database,
            ENGINE_PORT=str(free_port()),
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE=f"{package}.settings",
        )
        finished = subprocess.run(
            [sys.executable, "-m", f"{package}.run", *map(str, counts)],
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
    print(finished.stdout)
    if finished.returncode:
        sys.exit(finished.returncode)
    if options.write:
        database = "PostgreSQL" if options.database else "SQLite"
        name = f"{package.rpartition('.')[2]}, {database}"
        page = options.write.read_text() if options.write.exists() else ""
        options.write.write_text(replace_figures(page, name, finished.stdout))
