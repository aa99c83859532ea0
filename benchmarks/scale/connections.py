"""Connections to the database that are kept by each thread, shared in a pool, or opened anew."""

from importlib.util import find_spec

from benchmarks.load.servers import Way
from benchmarks.scale.compared import compare
from benchmarks.scale.mix import CONNECTIONS, Mix

SETTINGS = "benchmarks.scale.settings"


def main(files: int, rounds: int, seconds: float) -> None:
    mix = Mix.prepare(files)
    names = ["kept", "new", *(["pooled"] if find_spec("psycopg_pool") else [])]
    print(f"{CONNECTIONS} connections of clients; {rounds} rounds of {seconds:g} s\n")
    ways = [
        Way(name, environment={"DJANGO_SETTINGS_MODULE": SETTINGS, "CONNECTIONS": name})
        for name in names
    ]
    compare(ways, mix, rounds, seconds)
