from pathlib import Path

import pytest

from core.audio.convert import cut_sample, peaks
from core.audio.decode import DecodeFailedError, decode, probe
from core.audio.encode import write_audio
from engine.demo.synthesize import RATE, Samples


@pytest.mark.parametrize(("codec", "rate"), [("wav", 8000), ("opus", 16000), ("amr", 8000)])
def test_a_sample_is_cut_to_what_identify_takes(
    mp3: Path, tmp_path: Path, codec: str, rate: int
) -> None:
    target = tmp_path / "sample"
    assert cut_sample(mp3, target, start=10, length=12, rate=rate, codec=codec) == 12.0
    found = probe(target)
    assert found.duration == pytest.approx(12, abs=0.05)
    assert found.channels == 1
    assert target.stat().st_size < 400_000
    assert len(decode(target, rate=8000)) == pytest.approx(96_000, abs=800)


def test_a_sample_at_the_end_is_as_long_as_what_is_left(mp3: Path, tmp_path: Path) -> None:
    assert cut_sample(mp3, tmp_path / "sample", start=60, length=12) == pytest.approx(2, abs=0.1)


def test_cutting_past_the_end_says_so(mp3: Path, tmp_path: Path) -> None:
    with pytest.raises(DecodeFailedError, match="ends before second 900"):
        cut_sample(mp3, tmp_path / "sample", start=900)
    assert not (tmp_path / "sample").exists()


def test_peaks_follow_the_loudness(tmp_path: Path, music: Samples) -> None:
    shaped = music[: 20 * RATE].copy()
    shaped[: 10 * RATE] *= 0.1
    path = tmp_path / "piece.flac"
    write_audio(path, shaped, rate=RATE, codec="flac")
    found = peaks(path, 40)
    assert len(found) == 40
    assert max(found[:19]) < 0.12
    assert min(found[21:]) > 0.12
    assert all(0 <= peak <= 1 for peak in found)


def test_a_short_file_still_fills_every_bucket(tmp_path: Path, silence: Samples) -> None:
    path = tmp_path / "piece.flac"
    write_audio(path, silence, rate=RATE, codec="flac")
    assert peaks(path, 500) == [0.0] * 500
