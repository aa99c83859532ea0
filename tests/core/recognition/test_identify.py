import tempfile
from pathlib import Path

import numpy as np
import pytest
from scipy.signal import resample

from core.audio.decode import decode
from core.audio.encode import write_audio
from core.recognition import Index, Match, fingerprint, identify
from core.recognition.search import ACCEPTED_Z
from engine.demo.speech import talk

from .conftest import BUCKET, KNOWN, UNKNOWN, Samples, cut

FADING = np.exp(-np.arange(1100) / 200)


def coded(samples: Samples, codec: str, bit_rate: int | None = None) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        write_audio(path, samples, rate=11025, codec=codec, bit_rate=bit_rate)
        return decode(path)


def mixed(samples: Samples, over: Samples, decibels: float) -> Samples:
    gain = np.sqrt(np.mean(samples**2) / np.mean(over**2)) * 10 ** (-decibels / 20)
    return samples + np.float32(gain) * over


def sped(samples: Samples, factor: float) -> Samples:
    return np.asarray(resample(samples, int(len(samples) / factor)), np.float32)


def noise(size: int) -> Samples:
    return np.random.default_rng(3).standard_normal(size).astype(np.float32)


def only(matches: list[Match]) -> Match:
    assert len(matches) == 1
    return matches[0]


@pytest.mark.parametrize("number", KNOWN)
def test_every_piece_is_known_from_five_clean_seconds(library: Index, number: int) -> None:
    match = only(identify(library, cut(number, 21.3, 5), [BUCKET]))
    assert match.file_id == number
    assert match.score == 100


def test_what_is_all_but_drowned_counts_when_it_stands_well_off_the_beat(library: Index) -> None:
    sample = cut(1, 12, 5)
    match = only(identify(library, mixed(sample, noise(len(sample)), -8), [BUCKET]))
    assert match.file_id == 1
    assert ACCEPTED_Z - 1 < match.z < ACCEPTED_Z
    assert match.score == 70


def test_offsets_say_where_in_the_file_and_in_the_sample(library: Index) -> None:
    sample = np.concatenate([np.zeros(22050, np.float32), cut(4, 15, 8)])
    match = only(identify(library, sample, [BUCKET]))
    assert match.sample_begin_ms == pytest.approx(2000, abs=400)
    assert match.sample_end_ms == pytest.approx(10_000, abs=400)
    assert match.db_begin_ms - match.sample_begin_ms == pytest.approx(13_000, abs=50)
    assert match.db_end_ms - match.sample_end_ms == pytest.approx(13_000, abs=50)
    assert match.play_offset_ms == match.db_end_ms


@pytest.mark.parametrize("number", [0, 3, 6, 9, 12])
@pytest.mark.parametrize(
    "spoiled",
    [
        lambda x: coded(x, "mp3", 64_000),
        lambda x: coded(x, "amr"),
        lambda x: x * np.float32(0.03),
        lambda x: np.clip(x * 6, -1, 1),
        lambda x: mixed(x, noise(len(x)), 3),
        lambda x: mixed(x, talk(len(x) / 11025, rate=11025, seed=2)[: len(x)], 0),
    ],
    ids=["mp3", "amr", "quiet", "clipped", "noise", "talk over"],
)
def test_spoiled_samples_are_still_known(library: Index, number: int, spoiled: object) -> None:
    sample = spoiled(cut(number, 12, 10))  # type: ignore[operator]
    assert only(identify(library, sample, [BUCKET])).file_id == number


@pytest.mark.parametrize("factor", [0.98, 1.02, 0.96, 1.04])
def test_a_sample_at_another_speed_is_known_and_its_speed_told(
    library: Index, factor: float
) -> None:
    match = identify(library, sped(cut(5, 10, 12), factor), [BUCKET])[0]
    assert match.file_id == 5
    assert match.tempo == match.pitch == pytest.approx(factor)
    assert match.db_begin_ms == pytest.approx(10_000, abs=600)


@pytest.mark.parametrize("number", UNKNOWN)
def test_what_is_in_no_bucket_is_not_found(library: Index, number: int) -> None:
    for start in (2, 11, 20, 29):
        assert identify(library, cut(number, start, 10), [BUCKET]) == []


@pytest.mark.parametrize(
    "sample",
    [np.zeros(0, np.float32), np.zeros(110_250, np.float32), noise(110_250), cut(0, 5, 0.3)],
    ids=["empty", "silent", "noise", "too short"],
)
def test_nothing_is_heard_in_nothing(library: Index, sample: Samples) -> None:
    assert identify(library, sample, [BUCKET]) == []


def drums(seed: int) -> Samples:
    """Ten seconds of one beat, of which half the sound of each stroke is the same."""
    beat = np.random.default_rng(1)
    times = beat.uniform(0, 9.8, 40)
    strokes = beat.standard_normal((40, 1100))
    own = np.random.default_rng(seed)
    sound = 0.001 * own.standard_normal(110_250)
    for time, stroke in zip(times, strokes, strict=True):
        begin = int(time * 11_025)
        sound[begin : begin + 1100] += (stroke + own.standard_normal(1100)) * FADING
    return sound.astype(np.float32)


def test_drums_in_step_are_no_match(index: Index) -> None:
    index.add(60, BUCKET, fingerprint.fingerprint_reference(drums(2)))
    assert only(identify(index, drums(2), [BUCKET])).file_id == 60
    assert identify(index, drums(3), [BUCKET]) == []


def test_a_moment_is_no_match(library: Index) -> None:
    sample = np.zeros(3 * 11_025, np.float32)
    sample[11_025:17_025] = cut(5, 20, 1)[:6000]
    assert identify(library, sample, [BUCKET]) == []


def test_talk_alone_is_no_music(library: Index) -> None:
    assert identify(library, talk(12, rate=11025, seed=8), [BUCKET]) == []


def test_two_pieces_at_once_are_both_found(library: Index) -> None:
    both = mixed(cut(1, 10, 10), cut(2, 10, 10), 0)
    assert {match.file_id for match in identify(library, both, [BUCKET])} == {1, 2}
