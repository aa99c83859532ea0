"""Medians of what was measured in several rounds, as a table."""

import os
from collections.abc import Sequence
from statistics import median

from benchmarks.load.plan import Measured

WARM_UP_SECONDS = 0.3


class Results:
    """What was measured, by the name of the case and of the way."""

    def __init__(self) -> None:
        self._measured: dict[str, dict[str, list[Measured]]] = {}

    def add(self, case: str, way: str, measured: Measured) -> None:
        self._measured.setdefault(case, {}).setdefault(way, []).append(measured)

    def print_table(self, ways: Sequence[str]) -> None:
        """Print a line for each case and way; the first way is compared with each other one."""
        ours = ways[0]
        print(f"| what | way | requests/s | p50, ms | p99, ms | {ours} over it |")
        print("|---|---|---|---|---|---|")
        for case, by_way in self._measured.items():
            for way in (name for name in ways if name in by_way):
                rounds = by_way[way]
                rate = median(one.per_second for one in rounds)
                p50, p99 = median(one.p50 for one in rounds), median(one.p99 for one in rounds)
                over = ""
                # On a machine that does much else, a short round may see no answer at all.
                if way != ours and ours in by_way and rate:
                    over = f"{median(one.per_second for one in by_way[ours]) / rate:.2f}"
                print(f"| {case} | {way} | {rate:,.0f} | {p50:.1f} | {p99:.1f} | {over} |")

    def print_generator(self) -> None:
        """Print whether the generator had time left, and what else kept the machine busy."""
        most = max(
            one.cpu
            for by_way in self._measured.values()
            for rounds in by_way.values()
            for one in rounds
        )
        load = os.getloadavg()[0]
        print(
            f"\nThe generator used at most {most:.0%} of one of {os.cpu_count()} cores;"
            f" the load average at the end was {load:.1f}.\n"
        )


def in_turn(items: Sequence[str], number: int) -> list[str]:
    """The items, beginning with another one each time."""
    start = number % len(items)
    return [*items[start:], *items[:start]]
