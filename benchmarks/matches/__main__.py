"""Matches and plays at any length, compared with Django's admin and Django REST framework.

python -m benchmarks.matches [--plays N] [--rounds 3] [--times 5] [--database URL] [--write FILE]

Fills a portal's empty database with plays, 20 a recording, and two and a half matches a play. Then
one process requests what people and services request, from the peers and the portal in turns, and
prints the medians of all rounds in milliseconds. What is filled is not what is measured against
itself: titles, pieces and times are drawn at random, so that a filter finds its rows anywhere.
`--database` must name a scratch database. It is not deleted, so that another run can use it.
"""

import argparse

from benchmarks import scratch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, default=4_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="requests of each kind in a round")
    scratch.add_options(parser)
    options = parser.parse_args()
    counts = (options.plays, options.rounds, options.times)
    scratch.run(options, "benchmarks.matches.run", "benchmarks.matches.settings", *counts)


if __name__ == "__main__":
    main()
