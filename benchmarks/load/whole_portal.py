"""The command line of a benchmark that runs a whole portal, on SQLite or PostgreSQL."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import replace_figures


def report(
    parser: argparse.ArgumentParser, name: str, run: Callable[[argparse.Namespace], str]
) -> None:
    """Print what `run` reports, and put it where `--write` says, under this name."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    options = parser.parse_args()
    os.environ["TEST_DATABASE_URL"] = options.database
    figures = run(options)
    print(figures)
    if options.write:
        where = f"{name}, {'PostgreSQL' if options.database else 'SQLite'}"
        page = options.write.read_text() if options.write.exists() else ""
        options.write.write_text(replace_figures(page, where, figures))
