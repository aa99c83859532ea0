"""Lists and search at any length, beside Django's admin and Django REST framework.

python -m benchmarks.lists [--files N] [--rounds 3] [--times 5] [--database URL] [--write FILE]

Fills a portal's empty database with one bucket of mirrored files, then asks for pages of 100 rows
within one process, the peers' and ours by turns: medians of all rounds, in milliseconds. The
database of `--database` must be a scratch one, and is kept, so that another run need not fill it.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.isolation import clean_environment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="requests of each kind in a round")
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--folder", type=Path, help="kept, with the SQLite database in it")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        environment = clean_environment(
            DATA_DIR=str(folder),
            DATABASE_URL=given.database,
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="benchmarks.lists.settings",
        )
        counts = (given.files, given.rounds, given.times)
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks.lists.run", *map(str, counts)],
            env=environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
    print(measured.stdout)
    if measured.returncode:
        sys.exit(measured.returncode)
    if given.write:
        name = "PostgreSQL" if given.database else "SQLite"
        given.write.write_text(written(given.write.read_text(), name, measured.stdout))


def written(page: str, name: str, measured: str) -> str:
    """The page with these figures between the marks of this database."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{measured.strip()}\n\n{end}{after}"


if __name__ == "__main__":
    main()
