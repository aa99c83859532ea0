"""The queries: excerpts of music, degraded once and kept, so that every matcher hears the same."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from benchmarks.recognition import conditions as spoiling
from benchmarks.recognition.conditions import Samples, conditions
from benchmarks.recognition.corpus import HIGH, LOW, Track

LENGTHS = (5, 10)
# Speed changes shorten an excerpt, and a codec may swallow a little: cut more than is needed.
CUT = 11.0
QUIETEST = 0.005


@dataclass(frozen=True)
class Excerpt:
    track: int
    start: float
    half: str


@dataclass(frozen=True, eq=False)
class Queries:
    """Of one condition; `sounds` has a row of 10 s at 11,025 a second for each excerpt."""

    condition: str
    known: bool
    excerpts: Sequence[Excerpt]
    sounds: Samples
    digest: str


def drawn(tracks: Sequence[Track], numbers: Sequence[int], count: int, seed: int) -> list[Excerpt]:
    """`count` excerpts that don't overlap more than chance has it, none of them near silence."""
    chance = np.random.default_rng(seed)
    found: list[Excerpt] = []
    while len(found) < count:
        number = int(numbers[int(chance.integers(len(numbers)))])
        track = tracks[number]
        start = float(chance.uniform(0, track.seconds - CUT - 0.1))
        if loud(track, start):
            found.append(Excerpt(number, round(start, 3), track.half))
    return found


def apart(tracks: Sequence[Track], numbers: Sequence[int], count: int, seed: int) -> list[Excerpt]:
    """Up to `count` excerpts of which no two share a second."""
    chance = np.random.default_rng(seed)
    every = [
        Excerpt(number, float(start), tracks[number].half)
        for number in numbers
        for start in np.arange(0, tracks[number].seconds - CUT - 0.1, CUT)
    ]
    chance.shuffle(every)
    heard = (one for one in every if loud(tracks[one.track], one.start))
    return [one for one, _ in zip(heard, range(count), strict=False)]


def loud(track: Track, start: float) -> bool:
    sound = np.load(track.low, mmap_mode="r")[int(start * LOW) :][: 5 * LOW] / np.float32(32768)
    return bool(np.sqrt(np.mean(sound**2)) > QUIETEST)


def degraded(
    tracks: Sequence[Track],
    excerpts: Sequence[Excerpt],
    name: str,
    voices: Samples,
    cache: Path,
    *,
    known: bool,
) -> Queries:
    """Made once for the same excerpts, condition and code; the same whenever they are made."""
    what = [name, [asdict(one) for one in excerpts], [tracks[one.track].name for one in excerpts]]
    source = Path(spoiling.__file__).read_bytes()
    digest = hashlib.sha1(json.dumps(what).encode() + source).hexdigest()[:12]
    file = cache / "queries" / f"{digest}.npy"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = np.zeros((len(excerpts), LENGTHS[-1] * LOW), np.float32)
        for number, excerpt in enumerate(excerpts):
            chance = np.random.default_rng([number, zlib.crc32(name.encode())])
            sound = conditions()[name](undistorted(tracks, excerpt), chance, voices)
            low = resample_poly(sound, 1, HIGH // LOW)[: made.shape[1]]
            made[number, : len(low)] = low
        beside = file.with_suffix(".tmp.npy")
        np.save(beside, made)
        beside.rename(file)
    return Queries(name, known, excerpts, np.load(file, mmap_mode="r"), digest)


def undistorted(tracks: Sequence[Track], excerpt: Excerpt) -> Samples:
    """At HIGH samples a second."""
    track = tracks[excerpt.track]
    file = (
        Path(track.low).parent.parent
        / "excerpts"
        / f"{Path(track.low).stem}-{excerpt.start:.3f}.npy"
    )
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        whole = np.clip(track.excerpt(excerpt.start, CUT), -1, 1)
        np.save(file, (whole * 32767).astype(np.int16))
    sound: Samples = np.load(file).astype(np.float32) / np.float32(32767)
    return sound
