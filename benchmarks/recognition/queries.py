"""The queries: excerpts of music, degraded once and stored, so that all matchers get the same."""

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
    """The queries of one condition; `sounds` has 10 s at 11,025 samples a second per excerpt."""

    condition: str
    known: bool
    excerpts: Sequence[Excerpt]
    sounds: Samples
    digest: str


def draw_excerpts(
    tracks: Sequence[Track], numbers: Sequence[int], count: int, seed: int
) -> list[Excerpt]:
    """`count` random excerpts, which may overlap; none of them is nearly silent."""
    chance = np.random.default_rng(seed)
    excerpts: list[Excerpt] = []
    while len(excerpts) < count:
        number = int(numbers[int(chance.integers(len(numbers)))])
        track = tracks[number]
        start = float(chance.uniform(0, track.seconds - CUT - 0.1))
        if is_loud(track, start):
            excerpts.append(Excerpt(number, round(start, 3), track.half))
    return excerpts


def separate_excerpts(
    tracks: Sequence[Track], numbers: Sequence[int], count: int, seed: int
) -> list[Excerpt]:
    """Up to `count` random excerpts that don't overlap; none of them is nearly silent."""
    chance = np.random.default_rng(seed)
    candidates = [
        Excerpt(number, float(start), tracks[number].half)
        for number in numbers
        for start in np.arange(0, tracks[number].seconds - CUT - 0.1, CUT)
    ]
    chance.shuffle(candidates)
    loud_excerpts = (
        excerpt for excerpt in candidates if is_loud(tracks[excerpt.track], excerpt.start)
    )
    return [excerpt for excerpt, _ in zip(loud_excerpts, range(count), strict=False)]


def is_loud(track: Track, start: float) -> bool:
    sound = np.load(track.low, mmap_mode="r")[int(start * LOW) :][: 5 * LOW] / np.float32(32768)
    return bool(np.sqrt(np.mean(sound**2)) > QUIETEST)


def degraded_queries(
    tracks: Sequence[Track],
    excerpts: Sequence[Excerpt],
    name: str,
    voices: Samples,
    cache: Path,
    *,
    known: bool,
) -> Queries:
    """Computed once for the same excerpts, condition and code, and always with the same result."""
    cache_key = [
        name,
        [asdict(excerpt) for excerpt in excerpts],
        [tracks[excerpt.track].name for excerpt in excerpts],
    ]
    source = Path(spoiling.__file__).read_bytes()
    digest = hashlib.sha1(json.dumps(cache_key).encode() + source).hexdigest()[:12]
    file = cache / "queries" / f"{digest}.npy"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        sounds = np.zeros((len(excerpts), LENGTHS[-1] * LOW), np.float32)
        for number, excerpt in enumerate(excerpts):
            chance = np.random.default_rng([number, zlib.crc32(name.encode())])
            sound = conditions()[name](undistorted(tracks, excerpt), chance, voices)
            low = resample_poly(sound, 1, HIGH // LOW)[: sounds.shape[1]]
            sounds[number, : len(low)] = low
        beside = file.with_suffix(".tmp.npy")
        np.save(beside, sounds)
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
        cut = np.clip(track.excerpt(excerpt.start, CUT), -1, 1)
        np.save(file, (cut * 32767).astype(np.int16))
    sound: Samples = np.load(file).astype(np.float32) / np.float32(32767)
    return sound
