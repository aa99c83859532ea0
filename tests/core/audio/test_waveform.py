from pathlib import Path

from core.audio.encode import write_audio
from core.audio.waveform import peaks
from engine.demo.synthesize import RATE, Samples


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
