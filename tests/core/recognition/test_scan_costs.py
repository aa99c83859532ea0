"""What a scan costs grows with the recording's length, whatever the recording holds."""

import time
from pathlib import Path

import pytest

from core.audio.decode import decode_blocks
from core.recognition import Index, fingerprint, scan

# One frame of AMR at 12.2 kbit/s, 20 ms of a buzz that lasts as long as one likes.
FRAME = bytes.fromhex("3c48f51f966f79e10018de4b80db7df4daef3b65d2b16ad54b5ad53f6bb5d8ae")[:32]


def buzz(path: Path, seconds: int) -> Path:
    path.write_bytes(b"#!AMR\n" + FRAME * (50 * seconds))
    return path


def scan_of_itself(folder: Path, seconds: int) -> float:
    """Seconds of this process's time to scan a buzz in which every moment is like every other."""
    path = buzz(folder / f"{seconds}.amr", seconds)
    index = Index(folder / f"index {seconds}", merging=False)
    index.add(1, 1, fingerprint.fingerprint_reference(decode_blocks(path)))
    index.merge(min_files=1)
    began = time.process_time()
    segments = scan(index, decode_blocks(path), [1])
    took = time.process_time() - began
    assert segments
    return took


@pytest.mark.timing
def test_one_frame_repeated_takes_time_by_its_length(tmp_path: Path) -> None:
    """Ten times the length took four hundred times as long when all alignments were compared."""
    short, long = scan_of_itself(tmp_path, 60), scan_of_itself(tmp_path, 600)

    assert long < 40 * short
