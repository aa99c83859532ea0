"""What identifying through the portal takes on top of the service's own answer.

python -m benchmarks.identify [--asked 60] [--at-once 16] [--rounds 3] [--database URL]
    [--write FILE]

The service is one that only reads and answers. Asked one after the other, each time alone, by
REST and by the page, it answers at once; asked by many at the same moment, after a second. The
samples are plain ones, which the portal sends on as they are, and one that it has to decode.
`--database` must name a server on which databases may be made.
"""

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.identify.askers import (
    asker_alone,
    asker_by_page,
    asker_by_rest,
    seconds_of,
    seconds_together,
)
from benchmarks.load.before_remote import Setting, portal_before_remote
from benchmarks.load.whole_portal import report
from core.audio.encode import write_audio

RATE = 8000
SECONDS = 12
SLOW_SECONDS = 1.0
WARM_UP = 12
WAYS = {"alone": asker_alone, "REST": asker_by_rest, "page": asker_by_page}
# Name, codec and rate.
SAMPLES = [
    ("WAV, 188 KB", "wav", RATE),
    ("WAV, 938 KB", "wav", 40_000),
    ("MP3", "mp3", 44_100),
    ("FLAC, decoded", "flac", RATE),
]


def sample(codec: str, rate: int) -> bytes:
    """Twelve seconds of noise."""
    noise = np.random.default_rng(7).standard_normal(SECONDS * rate).astype(np.float32) * 0.1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sample.{codec}"
        write_audio(path, noise, rate=rate, codec=codec)
        return path.read_bytes()


def lines_of_one_by_one(setting: Setting, asked: int) -> list[str]:
    lines = []
    for name, codec, rate in SAMPLES:
        content = sample(codec, rate)
        askers = {way: make(setting, content, f"sample.{codec}") for way, make in WAYS.items()}
        taken: dict[str, list[float]] = {way: [] for way in askers}
        for number in range(WARM_UP + asked):
            for way, ask in askers.items():
                seconds = seconds_of(ask)
                if number >= WARM_UP:
                    taken[way].append(seconds * 1000)
        middle = {way: median(times) for way, times in taken.items()}
        cells = [f"{middle['alone']:.1f}"]
        cells += [f"+{middle[way] - middle['alone']:.1f}" for way in middle if way != "alone"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def lines_of_at_once(setting: Setting, at_once: int, rounds: int) -> list[str]:
    lines = []
    for name, codec, rate in SAMPLES:
        content = sample(codec, rate)
        cells = []
        for make in WAYS.values():
            askers = [make(setting, content, f"sample.{codec}") for _ in range(at_once)]
            seconds_together(askers)
            taken = [seconds_together(askers) for _ in range(rounds)]
            cells.append(f"{median(one[0] for one in taken):.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def run(options: argparse.Namespace) -> str:
    """The report."""
    lines = [
        f"{'PostgreSQL' if options.database else 'SQLite'}. Milliseconds, medians of"
        f" {options.asked}:\n",
        "| sample | service alone | REST | page |",
        "|---|---|---|---|",
    ]
    with portal_before_remote() as setting:
        lines += lines_of_one_by_one(setting, options.asked)
        lines += [
            f"\nSeconds until {options.at_once} had the answers of a service that takes"
            f" {SLOW_SECONDS:g} s, {options.rounds} rounds:\n",
            "| sample | service alone | REST | page |",
            "|---|---|---|---|",
        ]
        setting.set_identify_seconds(SLOW_SECONDS)
        lines += lines_of_at_once(setting, options.at_once, options.rounds)
    load = os.getloadavg()[0]
    lines.append(f"\n{os.cpu_count()} cores; the load average at the end was {load:.1f}.")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asked", type=int, default=60)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    report(parser, "identify", run)


if __name__ == "__main__":
    main()
