"""Servers that differ in one setting, under the same load, one after the other in each round."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.load import portal
from benchmarks.load.plan import Measured, carry_out
from benchmarks.load.rounds import WARM_UP_SECONDS, in_turn
from benchmarks.load.servers import Way, serving
from benchmarks.scale.cost import Cost, cost_so_far
from benchmarks.scale.mix import Mix


@dataclass(frozen=True)
class Round:
    """What was measured, and what it took."""

    measured: Measured
    cost: Cost

    @property
    def requests(self) -> int:
        return self.measured.statuses["200"]


def compare(ways: Sequence[Way], mix: Mix, rounds: int, seconds: float) -> None:
    """Print requests a second and what a request takes, of the mix, for each way."""
    by_name = {way.name: way for way in ways}
    results: dict[str, list[Round]] = {name: [] for name in by_name}
    with portal.running_broker():
        for number in range(rounds):
            for name in in_turn(list(by_name), number):
                with serving(by_name[name]) as port:
                    results[name].append(_measure(mix, port, seconds))
    print(
        "| way | requests/s | p50, ms | p99, ms | web, ms a request | database, ms | connections |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, of_way in results.items():
        cells = (
            f"{median(one.measured.per_second for one in of_way):,.0f}",
            f"{median(one.measured.p50 for one in of_way):.1f}",
            f"{median(one.measured.p99 for one in of_way):.1f}",
            f"{median(1000 * one.cost.web / one.requests for one in of_way):.2f}",
            f"{median(1000 * one.cost.database / one.requests for one in of_way):.2f}",
            f"{max(one.cost.connections for one in of_way)}",
        )
        print(f"| {name} | {' | '.join(cells)} |")


def _measure(mix: Mix, port: int, seconds: float) -> Round:
    carry_out(mix.plan(port, WARM_UP_SECONDS))
    before = cost_so_far()
    measured = carry_out(mix.plan(port, seconds))
    return Round(measured, cost_so_far().since(before))
