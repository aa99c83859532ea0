"""What recognition costs: processor time, memory and bytes, on one core."""

import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.matchers import Matcher
from benchmarks.recognition.programme import cpu_seconds
from core.audio.decode import decode_blocks
from core.audio.encode import write_audio
from core.recognition import Index, fingerprint


def fill_matcher(
    matcher: Matcher, tracks: Sequence[Track], numbers: Sequence[int]
) -> dict[str, float]:
    """Adds the tracks; times in seconds of CPU, memory after the first query in MB."""
    before = resident()
    spent = 0.0
    for number in numbers:
        sound = tracks[number].sound()
        begin = time.process_time()
        matcher.add(number, sound)
        spent += time.process_time() - begin
    begin = time.process_time()
    matcher.finish()
    spent += time.process_time() - begin
    matcher.best(sound[: 10 * LOW])
    seconds = sum(tracks[number].seconds for number in numbers)
    return {"cpu": spent, "times_real": seconds / spent, "held_mb": resident() - before}


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measure(
    tracks: Sequence[Track], numbers: Sequence[int], index: Index, folder: Path
) -> dict[str, float]:
    """The speed of fingerprinting without and with decoding, and the size of the index on disk."""
    sounds = [tracks[number].sound() for number in numbers[:20]]
    begin = time.process_time()
    for sound in sounds:
        fingerprint.fingerprint_reference(sound).landmarks()
    alone = time.process_time() - begin
    hour = np.concatenate(sounds)[: 3600 * LOW]
    path = folder / "hour.mp3"
    write_audio(path, np.repeat(hour, 4), rate=4 * LOW, codec="mp3", bit_rate=128_000)
    begin = cpu_seconds()
    fingerprint.fingerprint_reference(decode_blocks(path)).landmarks()
    together = cpu_seconds() - begin
    hours = sum(tracks[number].seconds for number in numbers) / 3600
    size = sum(file.stat().st_size for file in index.root.glob("*.segment"))
    return {
        "fingerprint_times_real": sum(len(sound) for sound in sounds) / LOW / alone,
        "decode_and_fingerprint_times_real": len(hour) / LOW / together,
        "index_mb_per_hour": size / 1e6 / hours,
    }
