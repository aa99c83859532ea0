"""How close the mirror comes to the limits of its database and the network, beside a peer.

python -m benchmarks.mirror [--database postgres://…] [--only STAGE …] [--write docs]

Figures are medians of the rounds. A round measures the limit, the mirror and the peer, one after
another. Pages are served from memory, 100 objects each. The write limit is the driver's
`executemany` of the same rows into the same table with its indexes and triggers, a transaction a
page, and the same with the late indexes built at the end; the read limit is fetching and parsing
the same pages, with as many fetchers as a pass has.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.mirror import report
from benchmarks.mirror.remote import (
    ENGINE,
    TOKEN,
    Account,
    account,
    engine_environment,
    wait_for,
)
from benchmarks.mirror.services import peer_python, shared_store
from tests.isolation import clean_environment, free_port
from tests.processes import running

STAGES = ("speed", "latency", "memory", "writes", "results")
DELAYS = (0.05, 0.2)
FETCHERS = 8
Figures = list[dict[str, Any]]


class Bench:
    """One run: its options, its scratch folder, and the results of the stages so far."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.results_by_stage: dict[str, Any] = {}

    def run(self) -> None:
        for stage in self.options.only or STAGES:
            print(f"=== {stage}", flush=True)
            self.results_by_stage[stage] = getattr(self, stage)()

    def speed(self) -> dict[str, Any]:
        """Rounds of all speeds; each round ends with the peer."""
        remote_account = account(self.folder / "speed", files=self.options.files)
        added, shorter = remote_account.changed()
        rounds = []
        for _ in range(self.options.rounds):
            done = self.measure("round", remote_account, str(added), str(shorter))
            rounds.append([*done, *self.peer()])
        return {"files": self.options.files, "rounds": rounds}

    def peer(self) -> Figures:
        if not self.options.peer_objects:
            return []
        python = peer_python(self.options.peer)
        if python is None:
            print("!!! SKIPPED: dj-stripe could not be installed", flush=True)
            return []
        script = str(Path(__file__).with_name("peer.py"))
        arguments = [script, str(self.options.peer_objects), self.options.database]
        return run_and_parse([str(python), *arguments], clean_environment())

    def latency(self) -> dict[str, Any]:
        """First passes over slow answers: eight requests at a time, with rate limit and retries."""
        remote_account = account(self.folder / "latency", files=self.options.slow_pages * 100)
        settings = {"SYNC_FETCHERS": str(FETCHERS), "ACRCLOUD_RATE_LIMIT": "1000"}
        by_delay = {}
        with shared_store() as store:
            for delay in DELAYS:
                rounds = [
                    self.measure("latency", remote_account, str(delay), CACHE_URL=store, **settings)
                    for _ in range(self.options.rounds)
                ]
                by_delay[str(delay)] = {"pages": self.options.slow_pages, "rounds": rounds}
        return by_delay

    def memory(self) -> dict[str, Any]:
        few = self.options.memory_files // 10
        remote_account = account(self.folder / "memory", files=few)
        return {
            str(few): self.measure("memory", remote_account),
            str(few * 10): self.measure("memory", remote_account.ten_times()),
        }

    def writes(self) -> dict[str, Any]:
        if self.options.database:
            return {}
        remote_account = account(self.folder / "writes", files=self.options.files)
        return {"said": self.measure("writes", remote_account, SQLITE_SYNCHRONOUS="FULL")}

    def results(self) -> Figures:
        """The engine itself, since a page server has no results by id."""
        folder = self.folder / "results"
        folder.mkdir()
        environment, port = engine_environment(folder), free_port()
        scanned = ["generate", "--containers", "1", "--scanned", str(self.options.scanned)]
        for arguments in (["prepare", "--empty"], [*scanned, "--seed", "7"]):
            subprocess.run([*ENGINE, *arguments], env=environment, check=True, capture_output=True)
        serve = (*ENGINE, "serve", "--port", str(port))
        with running(*serve, environment=environment, output=folder / "engine.log"):
            api = f"http://127.0.0.1:{port}/api"
            wait_for(f"{api}/buckets")
            return run_and_parse(
                [sys.executable, "-m", "benchmarks.mirror.results"], self.environment(api)
            )

    def measure(
        self, name: str, remote_account: Account, *arguments: str, **settings: str
    ) -> Figures:
        where = [
            str(remote_account.folder),
            str(remote_account.bucket),
            str(remote_account.port),
            str(remote_account.base),
        ]
        command = [sys.executable, "-m", f"benchmarks.mirror.{name}", *where, *arguments]
        return run_and_parse(command, self.environment(remote_account.api) | settings)

    def environment(self, api: str) -> dict[str, str]:
        return clean_environment(
            DATA_DIR=tempfile.mkdtemp(dir=self.folder),
            DATABASE_URL=self.options.database,
            SQLITE_SYNCHRONOUS="NORMAL",
            ACRCLOUD_BASE_URL=api,
            ACRCLOUD_REGION_URL=api,
            ACRCLOUD_TOKEN=TOKEN,
            ACRCLOUD_RATE_LIMIT="0",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="portal.settings",
        )


def run_and_parse(command: list[str], environment: dict[str, str]) -> Figures:
    """Run a measuring program and return the lines of JSON that it prints."""
    finished = subprocess.run(command, env=environment, capture_output=True, text=True)
    if finished.returncode:
        raise RuntimeError(finished.stderr[-4000:])
    lines = [line for line in finished.stdout.splitlines() if line.startswith("{")]
    print(*lines, sep="\n", flush=True)
    return [json.loads(line) for line in lines]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=STAGES)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-pages", type=int, default=400)
    parser.add_argument("--memory-files", type=int, default=1_000_000)
    parser.add_argument("--scanned", type=int, default=10_000)
    parser.add_argument("--peer", type=Path, default=Path("/tmp/acr-benchmark-peer"))
    parser.add_argument("--peer-objects", type=int, default=2_000, help="0: no peer")
    parser.add_argument("--database", default="", help="SQLite when left out")
    parser.add_argument("--keep", type=Path, help="a JSON file that gathers the results of runs")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write limits.md's figures")
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    results = json.loads(options.keep.read_text()) if options.keep and options.keep.exists() else {}
    database = "PostgreSQL" if options.database else "SQLite"
    with tempfile.TemporaryDirectory(prefix="acr-benchmark-") as temporary:
        bench = Bench(options, Path(temporary))
        try:
            bench.run()
        finally:
            results[database] = {**results.get(database, {}), **bench.results_by_stage}
            if options.keep:
                options.keep.write_text(json.dumps(results, indent=1))
    print(report.table(results))
    if options.write:
        report.write(results, options.write)


if __name__ == "__main__":
    main()
