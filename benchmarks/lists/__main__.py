"""Lists and search at any length, compared with Django's admin and Django REST framework.

python -m benchmarks.lists [--files N] [--rounds 3] [--times 5] [--database URL] [--write FILE]

Fills a portal's empty database with one bucket of mirrored files. Then one process requests pages
of 100 rows, from the peers and the portal in turns, and prints the medians of all rounds in
milliseconds. `--database` must name a scratch database. It is not deleted, so that another run can
use the same files.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import replace_figures
from tests.isolation import clean_environment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="requests of each kind in a round")
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--folder", type=Path, help="for the SQLite database; it is not deleted")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        environment = clean_environment(
            DATA_DIR=str(folder),
            DATABASE_URL=options.database,
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="benchmarks.lists.settings",
        )
        counts = (options.files, options.rounds, options.times)
        finished = subprocess.run(
            [sys.executable, "-m", "benchmarks.lists.run", *map(str, counts)],
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


if __name__ == "__main__":
    main()
