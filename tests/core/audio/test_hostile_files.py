import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest

from core.audio import decoder
from core.audio.decode import decode
from core.audio.decoder import Limits, probe
from core.audio.encode import write_audio
from core.audio.errors import AudioError, DecodeFailedError, DecodeTooLongError, NotAudioError
from engine.demo.synthesize import RATE, Samples

PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile piece.mp3\n",
    "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
}


@pytest.mark.parametrize("act", [probe, decode])
@pytest.mark.parametrize("name", sorted(PLAYLISTS))
def test_a_playlist_is_refused(tmp_path: Path, mp3: Path, name: str, act: object) -> None:
    (tmp_path / "piece.mp3").write_bytes(mp3.read_bytes())
    path = tmp_path / f"list.{name}"
    path.write_text(PLAYLISTS[name])
    with pytest.raises(NotAudioError):
        act(path)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"just some words\n" * 200, "not in an audio format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(3000), "not in an audio format"),
        (os.urandom(20_000), None),
    ],
    ids=["empty", "text", "picture", "random"],
)
def test_what_is_not_audio_gets_one_clear_sentence(
    tmp_path: Path, content: bytes, message: str | None
) -> None:
    path = tmp_path / "upload.mp3"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=message) as caught:
        decode(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_an_audio_error(tmp_path: Path) -> None:
    with pytest.raises(NotAudioError, match="no such file"):
        probe(tmp_path / "nothing.mp3")


def test_a_truncated_file_plays_as_far_as_it_goes(tmp_path: Path, mp3: Path) -> None:
    path = tmp_path / "cut.mp3"
    path.write_bytes(mp3.read_bytes()[:200_000])
    whole = decode(mp3)
    heard = decode(path)
    assert 0 < len(heard) < len(whole)
    assert np.corrcoef(heard[:110_000], whole[:110_000])[0, 1] > 0.999


def test_damage_in_the_middle_does_not_end_the_decoding(tmp_path: Path, mp3: Path) -> None:
    data = bytearray(mp3.read_bytes())
    middle = len(data) // 2
    # The same each time: some random bytes look like the head of a longer frame.
    data[middle : middle + 6000] = random.Random(1).randbytes(6000)
    path = tmp_path / "damaged.mp3"
    path.write_bytes(bytes(data))
    whole, heard = decode(mp3), decode(path)
    assert len(heard) == pytest.approx(len(whole), abs=2 * 11025)
    last = 5 * 11025
    ends = np.correlate(heard[-last - 11025 :], whole[-last:], "valid")
    assert ends.max() > 0.95 * np.sum(whole[-last:] ** 2)


def test_audio_longer_than_allowed_is_refused(mp3: Path) -> None:
    with pytest.raises(DecodeTooLongError, match="longer than the 20 seconds"):
        decode(mp3, limits=Limits(max_seconds=20))
    with pytest.raises(DecodeTooLongError):
        probe(mp3, limits=Limits(max_seconds=20))


def test_a_header_that_claims_too_much_is_not_believed(tmp_path: Path, music: Samples) -> None:
    path = tmp_path / "piece.wav"
    write_audio(path, music[: 3 * RATE], rate=RATE, codec="wav")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0xFFFF_FFF0)
    path.write_bytes(bytes(data))
    assert probe(path).duration == pytest.approx(3.0, abs=0.1)
    assert len(decode(path)) == pytest.approx(3 * 11025, abs=600)


def test_a_small_file_that_lasts_for_days_ends_in_bounded_time(tmp_path: Path) -> None:
    path = tmp_path / "days.amr"
    path.write_bytes(b"#!AMR\n" + (b"\x04" + bytes(12)) * 800_000)  # 20 ms in 13 bytes
    for act in (probe, decode):
        with pytest.raises(DecodeTooLongError):
            act(path, limits=Limits(cpu_seconds=1))


def test_time_runs_out(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    write_audio(path, np.zeros(4000 * 3600, np.float32), rate=4000, codec="flac")
    with pytest.raises(DecodeTooLongError, match="too long to decode"):
        decode(path, rate=192_000, limits=Limits(wall_seconds=0.2))
    with pytest.raises(DecodeTooLongError, match="too long to decode"):
        decode(path, rate=192_000, limits=Limits(cpu_seconds=1))


def test_memory_runs_out_in_the_child_not_here(mp3: Path) -> None:
    with pytest.raises(DecodeFailedError):
        decode(mp3, limits=Limits(memory_bytes=40_000_000))


def test_the_child_gets_none_of_our_secrets(
    mp3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys; sys.stderr.write(repr(dict(os.environ))); sys.exit(9)")
    monkeypatch.setenv("ACRCLOUD_TOKEN", "very-secret")
    monkeypatch.setattr(decoder, "CHILD", str(spy))
    with decoder.running_decoder("probe", mp3, {}, Limits()) as child:
        said = child.pipe(child.process.stderr).read().decode()
    assert "PATH" in said
    assert "very-secret" not in said
