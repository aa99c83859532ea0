from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.recognition import report
from benchmarks.recognition.conditions import RATE, Samples, conditions
from benchmarks.recognition.corpus import LOW, Track
from benchmarks.recognition.programme import Clip, judge_segments
from benchmarks.recognition.queries import degraded_queries, separate_excerpts
from benchmarks.recognition.recall import collect_answers
from benchmarks.recognition.statistics import Share
from core.audio.encode import write_audio
from core.recognition import ScanSegment

from .conftest import piece


@pytest.fixture(scope="module")
def sound() -> Samples:
    return np.repeat(piece(0)[11025 * 10 : 11025 * 14], 2)


@pytest.mark.parametrize("name", list(conditions()))
def test_every_condition_changes_the_sound_and_keeps_most_of_it(sound: Samples, name: str) -> None:
    voices = np.random.default_rng(1).standard_normal(20 * RATE).astype(np.float32)
    made = conditions()[name](sound, np.random.default_rng(2), voices)
    assert len(made) == pytest.approx(len(sound), rel=0.06)
    assert np.isfinite(made).all()
    assert name == "clean" or not np.array_equal(made[: len(sound)], sound)


def test_intervals_are_those_of_clopper_and_pearson() -> None:
    assert Share(299, 300).interval == pytest.approx((98.16, 99.99), abs=0.01)
    assert Share(0, 2000).interval == pytest.approx((0.0, 0.184), abs=0.001)
    assert str(Share(5, 10)) == "50.0 (18.7–81.3)"


def segment(file_id: int, offset: float, seconds: float, place: float) -> ScanSegment:
    begin, end = int(place * 1000), int((place + seconds) * 1000)
    at = int(offset * 1000)
    return ScanSegment(
        *(file_id, offset, seconds, 90, begin, end),
        *(at, at + int(seconds * 1000), end, 20.0),
    )


def test_a_scan_is_judged_by_what_it_found_missed_and_made_up() -> None:
    clips = [Clip(1, 10.0, 30.0, 20.0, False), Clip(2, 50.0, 0.0, 10.0, True)]
    segments = [segment(1, 10.5, 19.0, 30.5), segment(9, 90.0, 5.0, 0.0)]
    outcome = judge_segments(clips, segments, 100.0, 2.0)
    assert (outcome.clips, outcome.found, outcome.false) == (2, 1, 1)
    assert outcome.begins == [0.5]
    assert outcome.ends == [0.5]
    assert outcome.places == [0.0]


@pytest.fixture
def track(tmp_path: Path) -> Track:
    source, low = tmp_path / "piece.flac", tmp_path / "low" / "piece.npy"
    low.parent.mkdir()
    write_audio(source, piece(1), rate=LOW, codec="flac")
    np.save(low, (piece(1) * 32767).astype(np.int16))
    return Track("piece", "demo", len(piece(1)) / LOW, str(source), str(low))


class Deaf:
    name, version = "deaf", "1"

    def __init__(self) -> None:
        self.heard: list[Samples] = []

    def add(self, number: int, samples: Samples) -> None: ...
    def finish(self) -> None: ...

    def best(self, samples: Samples) -> tuple[int, float, float]:
        self.heard.append(samples)
        return -1, 0.0, 0.0


def test_queries_are_made_once_and_every_matcher_is_asked_once(
    track: Track, tmp_path: Path
) -> None:
    voices = np.random.default_rng(1).standard_normal(20 * RATE).astype(np.float32)
    excerpts = separate_excerpts([track], [0], 3, seed=1)
    assert len({one.start for one in excerpts}) == 3
    made = [
        degraded_queries([track], excerpts, "babble 5 dB", voices, tmp_path / place, known=True)
        for place in ("here", "there")
    ]
    assert np.array_equal(made[0].sounds, made[1].sounds)
    assert made[0].digest == made[1].digest
    deaf = Deaf()
    for _ in range(2):
        answers = collect_answers([track], deaf, made[0], 2, tmp_path / "answers")
        assert [(one.length, one.right) for one in answers] == [(5, False), (10, False)] * 2
    assert [len(samples) / LOW for samples in deaf.heard] == [5, 10, 5, 10]
    deaf.version = "2"
    collect_answers([track], deaf, made[0], 2, tmp_path / "answers")
    assert len(deaf.heard) == 8


def answer(matcher: str, score: float, **more: Any) -> dict[str, Any]:
    usual = {"condition": "clean", "length": 5, "half": report.REPORTED, "known": False}
    return {"score": score, "right": False, "same": False, "cpu": 0.01, **usual, **more}


def test_peers_get_their_threshold_from_one_half_and_all_are_reported_on_the_other() -> None:
    chosen_on = [answer("chromaprint", n / 1000, half=report.CHOSEN) for n in range(1000)]
    results = {
        "answers chromaprint": [
            *chosen_on,
            answer("chromaprint", 0.996),
            answer("chromaprint", 0.99),
            answer("chromaprint", 1.0, same=True),
            answer("chromaprint", 0.996, known=True, right=True),
            answer("chromaprint", 0.9, known=True, right=True),
        ],
        "answers engine": [answer("engine", 6.9), answer("engine", 0.0)],
    }
    assert report.threshold(results, "chromaprint", 5) == 0.994
    assert str(report.false_answers(results, "chromaprint", 5)) == str(Share(1, 2))
    assert str(report.recalled(results, "chromaprint", "clean", 5)) == str(Share(1, 2))
    assert str(report.false_answers(results, "engine", 5)) == str(Share(1, 2))
