"""Runs a benchmark in a process of its own, as a portal with a folder and a database of its own."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import replace_figures
from tests.isolation import clean_environment


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--folder", type=Path, help="for the SQLite database; it is not deleted")
    parser.add_argument("--write", type=Path, help="put the figures into this page")


def run(options: argparse.Namespace, module: str, settings: str, *counts: int) -> None:
    """Print what the module prints, and put it into the page. Exits with the module's code."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True, mode=0o700)
        environment = clean_environment(
            DATA_DIR=str(folder),
            DATABASE_URL=options.database,
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE=settings,
        )
        finished = subprocess.run(
            [sys.executable, "-m", module, *map(str, counts)],
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
    print(finished.stdout)
    if finished.returncode:
        sys.exit(finished.returncode)
    if options.write:
        name = "PostgreSQL" if options.database else "SQLite"
        options.write.write_text(replace_figures(options.write.read_text(), name, finished.stdout))
