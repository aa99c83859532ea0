"""Where the limits of a portal are.

python -m benchmarks.scale PART [--database URL] [--files N] [--rounds 3] [--seconds 2]

- `threads`: a mix of pages, gateway and callbacks with 2 to 32 threads in each web process.
- `processes`: the same with 1 to 8 web processes, and what a request takes of the processor.
- `workers`: pages of new files a second, stored by 1 to 4 workers at once.
- `connections`: the same with connections that are kept, pooled, and opened anew.
- `writes`: what each kind of request asks the database, and which rows it writes.
- `rows`: time and space at 10,000 files, ten times and a hundred times as many, up to `--files`.

`--database` must name a scratch database; without it SQLite is measured.
"""

import argparse
import subprocess
import sys
import tempfile

from tests.isolation import clean_environment, free_port

PARTS = ("threads", "processes", "workers", "connections", "writes", "rows")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    options = parser.parse_args()
    counts = map(str, (options.files, options.rounds, options.seconds))
    with tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(
            DATA_DIR=folder,
            DATABASE_URL=options.database,
            ENGINE_PORT=str(free_port()),
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="benchmarks.scale.settings",
            PYTHONUNBUFFERED="1",
        )
        command = [sys.executable, "-m", "benchmarks.scale.run", options.part, *counts]
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
