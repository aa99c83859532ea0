import subprocess
import sys
from pathlib import Path

import pytest

from core.audio.decoder import DecodeProcess, Limits, probe
from core.audio.encode import CODECS, write_audio
from core.audio.errors import DecodeFailedError
from engine.demo.pieces import DEMO_PIECES
from engine.demo.synthesize import RATE, Samples

TAGS = {**DEMO_PIECES[2].tags, "artist": "Åse & 林晚舟"}


@pytest.mark.parametrize("codec", ["mp3", "flac", "opus", "ogg"])
def test_all_tags_come_back_from_the_file(tmp_path: Path, silence: Samples, codec: str) -> None:
    path = tmp_path / "piece"
    write_audio(path, silence, rate=RATE, tags=TAGS, codec=codec)
    found = probe(path).tags
    assert {name: found.get(name) for name in TAGS} == TAGS


def test_an_mp3_carries_real_id3_frames(mp3: Path) -> None:
    head = mp3.read_bytes()[:4096]
    assert head[:3] == b"ID3"
    for frame in (b"TIT2", b"TPE1", b"TALB", b"TPUB", b"TSRC", b"TCON", b"TDRC"):
        assert frame in head


@pytest.mark.parametrize("codec", sorted(CODECS))
def test_each_codec_writes_what_can_be_probed(tmp_path: Path, music: Samples, codec: str) -> None:
    path = tmp_path / "piece"
    write_audio(path, music[: 5 * RATE], rate=RATE, codec=codec)
    found = probe(path)
    assert found.duration == pytest.approx(5.0, abs=0.1)
    assert found.channels == 1
    assert found.sample_rate >= (8000 if codec == "amr" else RATE)


def test_an_unknown_codec_is_named_in_the_error(tmp_path: Path, silence: Samples) -> None:
    with pytest.raises(ValueError, match="'mp5' is not one of"):
        write_audio(tmp_path / "piece", silence, rate=RATE, codec="mp5")


@pytest.mark.parametrize("letter", ["x", "值", "🎵"])
def test_of_megabytes_of_tags_some_are_told(tmp_path: Path, silence: Samples, letter: str) -> None:
    path = tmp_path / "piece"
    many = {f"note{number}": letter * 5_000 for number in range(300)}
    write_audio(path, silence, rate=RATE, tags={"title": "Kiln", **many}, codec="flac")
    found = probe(path)
    assert found.duration == pytest.approx(1.0, abs=0.1)
    assert found.tags["title"] == "Kiln"
    assert 5 < len(found.tags) <= 100
    assert {len(value) for name, value in found.tags.items() if name.startswith("note")} == {500}


def test_a_decoder_that_never_ends_its_first_line_is_not_listened_to() -> None:
    endless = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    with subprocess.Popen(
        [sys.executable, "-c", endless], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        child = DecodeProcess(process, Limits(wall_seconds=10.0))
        try:
            with pytest.raises(DecodeFailedError, match="more than it may"):
                child.header()
        finally:
            process.kill()
        assert len(child.buffer) < 4 * 2**20
