"""Lists and search at any length, compared with Django's admin and Django REST framework.

python -m benchmarks.lists [--files N] [--rounds 3] [--times 5] [--database URL] [--write FILE]

Fills a portal's empty database with one bucket of mirrored files. Then one process requests pages
of 100 rows, from the peers and the portal in turns, and prints the medians of all rounds in
milliseconds. `--database` must name a scratch database. It is not deleted, so that another run can
use the same files.
"""

import argparse

from benchmarks import scratch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="requests of each kind in a round")
    scratch.add_options(parser)
    options = parser.parse_args()
    counts = (options.files, options.rounds, options.times)
    scratch.run(options, "benchmarks.lists.run", "benchmarks.lists.settings", *counts)


if __name__ == "__main__":
    main()
