import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from core.audio.decode import decode, decode_blocks
from core.audio.decoder import probe
from core.audio.encode import write_audio
from engine.demo.synthesize import RATE, Samples


def likeness(one: Samples, other: Samples) -> float:
    size = min(len(one), len(other))
    return float(np.corrcoef(one[:size], other[:size])[0, 1])


@pytest.mark.parametrize("codec", ["wav", "flac", "mp3", "opus", "aac"])
def test_what_was_written_is_heard_again(tmp_path: Path, music: Samples, codec: str) -> None:
    path = tmp_path / "piece"
    write_audio(path, music[: 20 * RATE], rate=RATE, codec=codec)
    heard = decode(path, rate=RATE)
    assert len(heard) == pytest.approx(20 * RATE, abs=RATE // 20)
    assert likeness(heard, music) > 0.98


def test_a_stretch_begins_where_it_was_asked_for(mp3: Path) -> None:
    whole = decode(mp3, rate=RATE)
    for start in (0.0, 7.25, 40.0):
        part = decode(mp3, rate=RATE, start=start, length=3.0)
        assert len(part) == 3 * RATE
        assert likeness(part, whole[int(start * RATE) :]) > 0.999


def test_past_the_end_there_is_nothing(mp3: Path) -> None:
    assert len(decode(mp3, start=500.0, length=3.0)) == 0


def test_blocks_add_up_to_the_whole(mp3: Path) -> None:
    blocks = list(decode_blocks(mp3, rate=8000, block_seconds=7.0))
    assert [len(block) for block in blocks[:-1]] == [56_000] * (len(blocks) - 1)
    assert 0 < len(blocks[-1]) <= 56_000
    assert np.array_equal(np.concatenate(blocks), decode(mp3, rate=8000))


def test_an_hour_passes_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "hour.flac"
    hour = np.tile(np.sin(np.arange(4000, dtype=np.float32) / 20), 3600)
    write_audio(path, hour, rate=4000, codec="flac")
    del hour
    tracemalloc.start()
    seconds = sum(len(b) for b in decode_blocks(path, rate=11025, block_seconds=10)) / 11025
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds == pytest.approx(3600, abs=1)
    assert peak < 8_000_000


def test_leaving_early_leaves_no_process_behind(mp3: Path) -> None:
    blocks = decode_blocks(mp3, block_seconds=1.0)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert len(decode(mp3, length=1.0)) == 11025


def test_the_length_of_an_mp3_is_counted_not_estimated(tmp_path: Path, music: Samples) -> None:
    path = tmp_path / "piece.mp3"
    write_audio(path, music, rate=RATE)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert probe(path).duration == pytest.approx(31, abs=0.5)
