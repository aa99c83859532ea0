"""Scans an hour of radio, made of unknown music with known clips in it, some of them under talk."""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from benchmarks.recognition.conditions import Samples, mixed
from benchmarks.recognition.corpus import LOW, Track
from core.audio.decode import decode_blocks
from core.audio.encode import write_audio
from core.recognition import Index, ScanSegment, scan

FADE = 0.3


@dataclass(frozen=True)
class Clip:
    """The truth: which track, where it begins in the programme and in itself, how long."""

    track: int
    begin: float
    start: float
    seconds: float
    talk: bool


@dataclass(frozen=True)
class Outcome:
    """Errors in seconds, one per clip that was found."""

    clips: int
    found: int
    short: int
    short_found: int
    false: int
    begins: list[float]
    ends: list[float]
    places: list[float]
    cpu: float
    seconds: float


def compose(
    tracks: Sequence[Track],
    inside: Sequence[int],
    outside: Sequence[int],
    voices: Samples,
    seconds: float,
    seed: int,
) -> tuple[Samples, list[Clip]]:
    chance = np.random.default_rng(seed)
    low_voices = resample_poly(voices[: 1200 * 22050], 1, 2).astype(np.float32)
    parts: list[Samples] = []
    clips: list[Clip] = []
    position = 0.0
    while position < seconds:
        unknown_sound = tracks[int(outside[int(chance.integers(len(outside)))])].sound()
        position += append_sound(parts, cut_piece(unknown_sound, chance, chance.uniform(20, 60))[0])
        number = int(inside[int(chance.integers(len(inside)))])
        known_sound = tracks[number].sound()
        sound, start = cut_piece(known_sound, chance, chance.uniform(5, 60))
        if np.sqrt(np.mean(sound**2)) < 0.01:
            continue
        talk = bool(chance.random() < 0.4)
        if talk:
            begin = int(chance.integers(0, len(low_voices) - len(sound)))
            sound = mixed(sound, low_voices[begin : begin + len(sound)], 3)
        clips.append(Clip(number, position, start, len(sound) / LOW, talk))
        position += append_sound(parts, sound)
    return np.concatenate(parts), clips


def cut_piece(sound: Samples, chance: np.random.Generator, seconds: float) -> tuple[Samples, float]:
    size = min(len(sound), int(seconds * LOW))
    begin = int(chance.integers(0, len(sound) - size + 1))
    cut = sound[begin : begin + size].copy()
    cut *= np.float32(0.15 / (np.sqrt(np.mean(cut**2)) + 1e-3))
    ramp = np.linspace(0, 1, int(FADE * LOW), dtype=np.float32)
    cut[: len(ramp)] *= ramp
    cut[-len(ramp) :] *= ramp[::-1]
    return cut, begin / LOW


def append_sound(parts: list[Samples], sound: Samples) -> float:
    parts.append(np.clip(sound, -1, 1))
    return len(sound) / LOW


def run(
    tracks: Sequence[Track],
    inside: Sequence[int],
    outside: Sequence[int],
    voices: Samples,
    index: Index,
    folder: Path,
    seconds: float,
    seed: int,
) -> Outcome:
    samples, clips = compose(tracks, inside, outside, voices, seconds, seed)
    path = folder / f"programme-{seed}.mp3"
    write_audio(path, samples, rate=LOW, codec="mp3", bit_rate=48_000)
    begin = cpu_seconds()
    segments = scan(index, decode_blocks(path), [1])
    cpu = cpu_seconds() - begin
    return judge_segments(clips, segments, len(samples) / LOW, cpu)


def cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def judge_segments(
    clips: Sequence[Clip], segments: Sequence[ScanSegment], seconds: float, cpu: float
) -> Outcome:
    begins, ends, places = [], [], []
    counts = {"found": 0, "short": 0, "short_found": 0}
    for clip in clips:
        mine = [s for s in segments if s.file_id == clip.track and overlap(s, clip) > 0]
        short = clip.seconds < 8
        counts["short"] += short
        if not mine:
            continue
        counts["short_found" if short else "found"] += 1
        begins.append(abs(min(s.offset for s in mine) - clip.begin))
        ends.append(
            abs(max(s.offset + s.played_duration for s in mine) - clip.begin - clip.seconds)
        )
        best = max(mine, key=lambda s: s.played_duration)
        places.append(abs(best.db_begin_ms / 1000 - clip.start - (best.offset - clip.begin)))
    return Outcome(
        clips=len(clips) - counts["short"],
        found=counts["found"],
        short=counts["short"],
        short_found=counts["short_found"],
        # Another track that overlaps a clip isn't counted: it may hold the same recording.
        false=sum(all(overlap(s, clip) <= 0 for clip in clips) for s in segments),
        begins=begins,
        ends=ends,
        places=places,
        cpu=cpu,
        seconds=seconds,
    )


def overlap(segment: ScanSegment, clip: Clip) -> float:
    return min(segment.offset + segment.played_duration, clip.begin + clip.seconds) - max(
        segment.offset, clip.begin
    )
