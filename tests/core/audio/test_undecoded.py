"""What is cut out of WAV and MP3 files without decoding them, and what is left to the decoder."""

from pathlib import Path

import numpy as np
import pytest

from core.audio.cut import SAMPLE_BYTES, cut_pcm
from core.audio.encode import write_audio
from core.audio.undecoded import Cut, cut_undecoded
from engine.demo.synthesize import Samples

RATE = 8000
MIB = 1024 * 1024


def written(tmp_path: Path, samples: Samples, *, rate: int, codec: str) -> Path:
    path = tmp_path / f"{rate}.{codec}"
    write_audio(path, samples, rate=rate, codec=codec)
    return path


def cut(source: Path, start: float = 0, length: float = 12) -> Cut | None:
    return cut_undecoded(source, start=start, length=length, max_bytes=MIB)


def decoded(content: bytes, tmp_path: Path, *, start: float = 0, length: float = 60) -> Samples:
    path = tmp_path / "cut"
    path.write_bytes(content)
    pcm = cut_pcm(path, start=start, length=length, rate=RATE)
    samples: Samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(2**15)
    return samples


@pytest.mark.parametrize(("start", "length"), [(0, 12), (3.5, 10), (25, 12)])
def test_a_wav_file_is_cut_as_the_decoder_cuts_it(
    music: Samples, tmp_path: Path, start: float, length: float
) -> None:
    source = written(tmp_path, music[: 30 * RATE], rate=RATE, codec="wav")

    piece = cut(source, start, length)

    assert piece is not None
    assert piece.format == "wav"
    assert piece.seconds == min(length, 30 - start)
    whole = decoded(source.read_bytes(), tmp_path, start=start, length=length)
    assert np.array_equal(decoded(piece.content, tmp_path), whole)


@pytest.mark.parametrize("rate", [44_100, 48_000, 22_050, 16_000])
@pytest.mark.parametrize("length", [3, 12])
def test_the_beginning_of_an_mp3_file_sounds_as_the_decoder_cuts_it(
    music: Samples, tmp_path: Path, rate: int, length: int
) -> None:
    source = written(tmp_path, music[: 30 * rate], rate=rate, codec="mp3")

    piece = cut(source, 0, length)

    assert piece is not None
    assert piece.format == "mp3"
    assert len(piece.content) < source.stat().st_size
    sound = decoded(piece.content, tmp_path)
    assert len(sound) / RATE == pytest.approx(piece.seconds, abs=0.05)
    assert piece.seconds == pytest.approx(length, abs=0.1)
    whole = decoded(source.read_bytes(), tmp_path, length=length - 0.2)
    assert sound[: len(whole)] == pytest.approx(whole, abs=0.01)


def test_tags_around_the_sound_are_no_sound(mp3: Path, tmp_path: Path) -> None:
    """The fixture has a tag at its beginning; the one at the end is of the older kind."""
    assert mp3.read_bytes().startswith(b"ID3")
    bare = cut(mp3, 0, 900)
    assert bare is not None
    assert not bare.content.startswith(b"ID3")
    tagged = tmp_path / "tagged.mp3"
    tagged.write_bytes(mp3.read_bytes() + b"TAG" + bytes(125))
    assert cut(tagged, 0, 900) == bare


def test_what_takes_a_decoder_is_left_to_it(music: Samples, mp3: Path, tmp_path: Path) -> None:
    assert cut(mp3, start=1) is None
    for codec in ("flac", "ogg", "aac"):
        assert cut(written(tmp_path, music[: 20 * RATE], rate=RATE, codec=codec)) is None
    wav = written(tmp_path, music[: 20 * RATE], rate=RATE, codec="wav")
    assert cut(wav, start=20) is None
    assert cut_undecoded(wav, start=0, length=12, max_bytes=12 * RATE * SAMPLE_BYTES - 1) is None
    assert cut_undecoded(mp3, start=0, length=12, max_bytes=10_000) is None


def test_what_is_broken_is_left_to_the_decoder(mp3: Path, tmp_path: Path) -> None:
    whole = mp3.read_bytes()
    broken = {
        "empty": b"",
        "words": b"These are only words. " * 100,
        "no frames": b"ID3\x04\x00\x00\x00\x00\x00\x01x",
        "a tag as long as a tag can be": b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + whole,
        "cut in a frame": whole[: len(whole) // 2],
        "noise between frames": whole[:60_000] + bytes(100) + whole[60_000:],
        "another rate follows": whole + b"\xff\xf3\x84\xc4" + bytes(200),
        "only a head": b"RIFF\x10\x00\x00\x00WAVE",
        "a wave without sound": b"RIFF\x10\x00\x00\x00WAVEfmt \xff\xff\xff\x7f",
    }
    for name, content in broken.items():
        path = tmp_path / "broken"
        path.write_bytes(content)
        assert cut(path, 0, 900) is None, name
    assert cut(tmp_path / "missing") is None
