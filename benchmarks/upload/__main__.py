"""Files through the portal to a remote, compared with sending them there alone.

python -m benchmarks.upload [--megabytes 200 2048] [--small 2000] [--rounds 3] [--database URL]
    [--peer FOLDER] [--write FILE]

Each round sends the file by requests-toolbelt straight to the remote, then by the gateway and by
tus through the portal, and measures until the remote has it; then come the small files. The remote
reads and answers, and does nothing else, so that the portal is measured; `gigabyte` measures with
the real engine. `--database` must name a server on which databases may be made.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.load.before_remote import Setting, portal_before_remote
from benchmarks.load.remote import BUCKET
from benchmarks.load.whole_portal import report
from benchmarks.upload import peer
from benchmarks.upload.memory import Peaks
from benchmarks.upload.senders import TusSender, send_by_gateway
from benchmarks.upload.small import CLIENTS, send_small_files

MEGABYTE = 1024 * 1024
# These make a portal import and connect all it needs.
WARM_UP_FILES = 64


class Bench:
    """Rounds of one size, and what they measured: seconds by way, memory by process."""

    def __init__(self, setting: Setting, python: Path | None, file: Path) -> None:
        address = f"{setting.remote}/api/buckets/{BUCKET}/files"
        tus = TusSender(setting)
        self._setting, self._file = setting, file
        self._ways: dict[str, Callable[[str], object]] = {
            "gateway": lambda title: send_by_gateway(setting, file, title),
            "tus": lambda title: tus.send(file, title),
        }
        self._peer = (lambda: peer.measure(python, address, file)) if python else None
        self._seconds: dict[str, list[float]] = {}
        self._grown: dict[str, dict[str, int]] = {}

    def run(self, rounds: int) -> None:
        for number in range(rounds):
            if self._peer:
                self._seconds.setdefault("requests-toolbelt, alone", []).append(self._peer())
            for name, send in self._ways.items():
                peaks = Peaks(self._setting.portal)
                began = time.perf_counter()
                with peaks.watching():
                    send(f"{name} {self._file.stat().st_size} {number}")
                self._seconds.setdefault(name, []).append(time.perf_counter() - began)
                grown = self._grown.setdefault(name, dict.fromkeys(peaks.grown, 0))
                grown |= {key: max(grown[key], more) for key, more in peaks.grown.items()}

    def lines(self) -> list[str]:
        megabytes = self._file.stat().st_size / MEGABYTE
        alone = median(next(iter(self._seconds.values())))
        lines = []
        for name, seconds in self._seconds.items():
            cells = [f"{megabytes:,.0f} MB", name, f"{megabytes / median(seconds):,.0f} MB/s"]
            if grown := self._grown.get(name):
                cells.append(f"{alone / median(seconds):.2f}" if self._peer else "")
                cells += [f"{more / MEGABYTE:.1f} MB" for more in grown.values()]
            else:
                cells += ["", "", ""]
            lines.append(f"| {' | '.join(cells)} |")
        return lines


def run(options: argparse.Namespace) -> str:
    """The report."""
    python = peer.peer_python(options.peer) if options.peer else None
    lines = [
        f"{'PostgreSQL' if options.database else 'SQLite'}, {options.rounds} rounds.\n",
        "| file | way | speed | of the peer | web over idle | worker over idle |",
        "|---|---|---|---|---|---|",
    ]
    with portal_before_remote() as setting, tempfile.TemporaryDirectory() as folder:
        send_small_files(setting, WARM_UP_FILES, "warm")
        for megabytes in options.megabytes:
            file = random_file(Path(folder) / "file", megabytes)
            bench = Bench(setting, python, file)
            bench.run(options.rounds)
            lines += bench.lines()
        if options.small:
            peaks = Peaks(setting.portal)
            with peaks.watching():
                rates = [
                    send_small_files(setting, options.small, f"small {number}")
                    for number in range(options.rounds)
                ]
            memory = [f"{more / MEGABYTE:.1f} MB" for more in peaks.grown.values()]
            what = f"{options.small:,} of 20 KB"
            cells = [what, f"gateway, {CLIENTS} at once", f"{median(rates):.0f} a second", ""]
            lines.append(f"| {' | '.join([*cells, *memory])} |")
    lines.append(
        f"\n{os.cpu_count()} cores for clients, portal and remote;"
        f" the load average at the end was {os.getloadavg()[0]:.1f}."
    )
    return "\n".join(lines)


def random_file(path: Path, megabytes: int) -> Path:
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(MEGABYTE))
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="*", default=[200, 2048])
    parser.add_argument("--small", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", type=Path, help="installed there when it isn't; none: no peer")
    report(parser, "upload", run)


if __name__ == "__main__":
    main()
