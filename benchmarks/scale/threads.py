"""How many threads a web process wants, of which only one computes at a time."""

from benchmarks.load.servers import Way
from benchmarks.scale.compared import compare
from benchmarks.scale.mix import CONNECTIONS, SHARES, Mix

THREADS = (2, 4, 8, 16, 32)


def main(files: int, rounds: int, seconds: float) -> None:
    shares = ", ".join(f"{share} × {name}" for name, share in SHARES.items())
    print(f"{CONNECTIONS} connections; {shares}; {rounds} rounds of {seconds:g} s\n")
    mix = Mix.prepare(files)
    ways = [Way(f"{count} threads", environment={"WEB_THREADS": str(count)}) for count in THREADS]
    compare(ways, mix, rounds, seconds)
