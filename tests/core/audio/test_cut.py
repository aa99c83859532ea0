from pathlib import Path

import pytest

from core.audio.cut import SAMPLE_BYTES, cut_pcm, wav_file
from core.audio.decode import decode
from core.audio.decoder import probe
from core.audio.errors import DecodeFailedError

RATE = 8000


def seconds(pcm: bytes) -> float:
    return len(pcm) / SAMPLE_BYTES / RATE


def test_a_sample_is_cut_to_what_identify_takes(mp3: Path, tmp_path: Path) -> None:
    pcm = cut_pcm(mp3, start=10, length=12, rate=RATE)
    file = tmp_path / "sample.wav"
    file.write_bytes(wav_file(pcm, RATE))
    assert seconds(pcm) == 12.0
    assert (probe(file).duration, probe(file).channels) == (12.0, 1)
    from_file = decode(mp3, rate=RATE, start=10, length=12)
    assert decode(file, rate=RATE) == pytest.approx(from_file, abs=2 / 2**15)


def test_a_sample_at_the_end_is_as_long_as_what_is_left(mp3: Path) -> None:
    assert seconds(cut_pcm(mp3, start=60, length=12, rate=RATE)) == pytest.approx(2, abs=0.1)


def test_cutting_past_the_end_says_so(mp3: Path) -> None:
    with pytest.raises(DecodeFailedError, match="ends before second 900"):
        cut_pcm(mp3, start=900, length=12, rate=RATE)
