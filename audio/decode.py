"""Decode files nobody trusts: the work is done in a child process with limits of its own."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from audio import errors, formats
from audio.errors import AudioError, DecodeFailed, DecodeTooLong, NotAudio

__all__ = [
    "AudioError",
    "AudioInfo",
    "DecodeFailed",
    "DecodeTooLong",
    "Limits",
    "NotAudio",
    "decode",
    "decode_blocks",
    "probe",
]

Samples = npt.NDArray[np.float32]

CHILD = str(Path(__file__).with_name("child.py"))
# The longest first line of the child's output, which tells of the file.
MOST_HEADER = 64 * 1024
# The child parses what strangers sent: it gets no setting, token or password from here.
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG")


@dataclass(frozen=True)
class Limits:
    """`wall_seconds` is what is spent waiting for the child, not the caller's own time."""

    cpu_seconds: int = 120
    wall_seconds: float = 180.0
    memory_bytes: int = 1 << 30
    max_seconds: float = 4 * 3600.0


@dataclass(frozen=True)
class AudioInfo:
    """`duration` in seconds; tag names are lower case, with `label`, `isrc` and `date` unified."""

    duration: float
    codec: str
    sample_rate: int
    channels: int
    tags: Mapping[str, str]


def probe(path: str | os.PathLike[str], *, limits: Limits | None = None) -> AudioInfo:
    """What a file holds. Raises NotAudio, DecodeTooLong or DecodeFailed."""
    with running("probe", path, {}, limits or Limits()) as child:
        found: dict[str, Any] = child.header()
        child.finish()
    return AudioInfo(
        duration=round(float(found["duration"]), 3),
        codec=str(found["codec"]),
        sample_rate=int(found["sample_rate"]),
        channels=int(found["channels"]),
        tags=unified(found["tags"]),
    )


def decode(
    path: str | os.PathLike[str],
    *,
    rate: int = 11025,
    start: float = 0.0,
    length: float | None = None,
    limits: Limits | None = None,
) -> Samples:
    """Mono samples in [-1, 1] from `start`, `length` seconds or all. Raises as `probe` does."""
    blocks = list(decode_blocks(path, rate=rate, start=start, length=length, limits=limits))
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def decode_blocks(
    path: str | os.PathLike[str],
    *,
    rate: int = 11025,
    block_seconds: float = 30.0,
    start: float = 0.0,
    length: float | None = None,
    limits: Limits | None = None,
) -> Iterator[Samples]:
    """The same in blocks of `block_seconds`, the last one shorter, in flat memory."""
    size = max(1, round(block_seconds * rate)) * 4
    options = {"rate": rate, "start": start, "length": length}
    with running("decode", path, options, limits or Limits()) as child:
        child.header()
        while block := child.read(size):
            yield np.frombuffer(block[: len(block) // 4 * 4], np.float32)
        child.finish()


def unified(tags: Mapping[str, str]) -> dict[str, str]:
    """ID3, Vorbis comments and MP4 name the same things differently."""
    names = {"tsrc": "isrc", "publisher": "label", "tpub": "label", "organization": "label"}
    names |= {"year": "date", "tdrc": "date", "tyer": "date"}
    lower = {key.lower(): value for key, value in tags.items()}
    return {names.get(key, key): value for key, value in lower.items()} | {
        key: value for key, value in lower.items() if key not in names
    }


class Child:
    """One running decoder, and how long its parent has waited for it."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.waited = 0.0
        self.held = b""

    def read(self, size: int) -> bytes:
        """`size` bytes, or what is left before the end. A child that failed raises here."""
        parts = [self.held]
        got = len(self.held)
        while got < size:
            part = self.some()
            if not part:
                break
            parts.append(part)
            got += len(part)
        whole = b"".join(parts)
        self.held = whole[size:]
        if got < size:
            self.finish()
        return whole[:size]

    def header(self) -> dict[str, Any]:
        while (end := self.held.find(b"\n", 0, MOST_HEADER)) < 0:
            if len(self.held) >= MOST_HEADER:
                raise DecodeFailed("The decoder said more than it may.")
            part = self.some()
            if not part:
                self.finish()
                raise DecodeFailed("The audio could not be decoded.")
            self.held += part
        line, self.held = self.held[:end], self.held[end + 1 :]
        header: dict[str, Any] = json.loads(line)
        return header

    def some(self) -> bytes:
        pipe = self.pipe(self.process.stdout)
        began = time.monotonic()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        ready = poll.poll(max(0.0, self.limits.wall_seconds - self.waited) * 1000)
        self.waited += time.monotonic() - began
        if not ready:
            raise DecodeTooLong("The audio took too long to decode.")
        return os.read(pipe.fileno(), 1 << 20)

    def finish(self) -> None:
        """Waits for the child's end and raises what it reports."""
        try:
            code = self.process.wait(timeout=max(1.0, self.limits.wall_seconds - self.waited))
        except subprocess.TimeoutExpired:
            raise DecodeTooLong("The audio took too long to decode.") from None
        if code == 0:
            return
        try:
            said = json.loads(self.pipe(self.process.stderr).read() or b"")
            raise getattr(errors, said["kind"])(said["message"])
        except (ValueError, KeyError, TypeError):
            pass
        if code in (-24, -9):
            raise DecodeTooLong("The audio took too long to decode.")
        raise DecodeFailed("The decoder broke down over this file.")

    @staticmethod
    def pipe(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None  # noqa: S101  # Popen was given PIPE
        return stream


@contextmanager
def running(
    act: str, path: str | os.PathLike[str], options: dict[str, Any], limits: Limits
) -> Iterator[Child]:
    rules = {
        "containers": formats.CONTAINERS,
        "without_length": formats.WITHOUT_LENGTH,
        "lowest_rate": formats.LOWEST_RATE,
        "highest_rate": formats.HIGHEST_RATE,
    }
    options = {**options, **rules, **asdict(limits)}
    process = subprocess.Popen(
        [sys.executable, "-P", CHILD, act, os.path.abspath(path), json.dumps(options)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        close_fds=True,
    )
    with process:
        try:
            yield Child(process, limits)
        finally:
            if process.poll() is None:
                process.kill()
