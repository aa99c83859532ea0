"""What web processes add: on as many cores as there are, and what a request takes of each."""

from benchmarks.load.servers import Way
from benchmarks.scale.compared import compare
from benchmarks.scale.mix import CONNECTIONS, SHARES, Mix

PROCESSES = (1, 2, 4, 8)


def main(files: int, rounds: int, seconds: float) -> None:
    shares = ", ".join(f"{share} × {name}" for name, share in SHARES.items())
    print(f"{CONNECTIONS} connections; {shares}; {rounds} rounds of {seconds:g} s\n")
    mix = Mix.prepare(files)
    compare(
        [Way(f"{count} web processes", processes=count) for count in PROCESSES],
        mix,
        rounds,
        seconds,
    )
