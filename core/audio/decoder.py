"""Decoding untrusted files in a child process with limits of its own, as bytes.

Without numpy, so that a process which only cuts a sample or reads tags doesn't load it.
"""

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

from core.audio import formats
from core.audio.errors import AudioError, DecodeFailedError, DecodeTooLongError, NotAudioError

# By the `kind` that the child process reports.
ERRORS: Mapping[str, type[AudioError]] = {
    "not_audio": NotAudioError,
    "too_long": DecodeTooLongError,
    "decode_failed": DecodeFailedError,
}

CHILD = str(Path(__file__).with_name("child.py"))
# The maximum length of the first line of the child's output, which describes the file.
MAX_HEADER_BYTES = 64 * 1024
# The child parses untrusted files: it gets no setting, token or password of this process.
INHERITED_VARIABLES = (
    *("PATH", "PYTHONPATH", "PYTHONHOME"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG"),
)


@dataclass(frozen=True)
class Limits:
    """`wall_seconds` limits the time spent waiting for the child, not the caller's own time."""

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
    """What a file holds. Raises NotAudioError, DecodeTooLongError or DecodeFailedError."""
    with running_decoder("probe", path, {}, limits or Limits()) as child:
        info: dict[str, Any] = child.header()
        child.finish()
    return AudioInfo(
        duration=round(float(info["duration"]), 3),
        codec=str(info["codec"]),
        sample_rate=int(info["sample_rate"]),
        channels=int(info["channels"]),
        tags=unify_tags(info["tags"]),
    )


def unify_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """One set of names for the tags of ID3, Vorbis comments and MP4."""
    names = {"tsrc": "isrc", "publisher": "label", "tpub": "label", "organization": "label"}
    names |= {"year": "date", "tdrc": "date", "tyer": "date"}
    lower = {key.lower(): value for key, value in tags.items()}
    return {names.get(key, key): value for key, value in lower.items()} | {
        key: value for key, value in lower.items() if key not in names
    }


class DecodeProcess:
    """A running decoder, and how long this process has waited for it."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.process = process
        self.limits = limits
        self.waited_seconds = 0.0
        self.buffer = b""

    def read(self, size: int) -> bytes:
        """`size` bytes, or what is left before the end. Raises the error of a failed child."""
        parts = [self.buffer]
        size_read = len(self.buffer)
        while size_read < size:
            part = self.read_some()
            if not part:
                break
            parts.append(part)
            size_read += len(part)
        whole = b"".join(parts)
        self.buffer = whole[size:]
        if size_read < size:
            self.finish()
        return whole[:size]

    def header(self) -> dict[str, Any]:
        while (end := self.buffer.find(b"\n", 0, MAX_HEADER_BYTES)) < 0:
            if len(self.buffer) >= MAX_HEADER_BYTES:
                raise DecodeFailedError("The decoder said more than it may.")
            part = self.read_some()
            if not part:
                self.finish()
                raise DecodeFailedError("The audio could not be decoded.")
            self.buffer += part
        line, self.buffer = self.buffer[:end], self.buffer[end + 1 :]
        header: dict[str, Any] = json.loads(line)
        return header

    def read_some(self) -> bytes:
        pipe = self.pipe(self.process.stdout)
        started = time.monotonic()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        ready = poll.poll(max(0.0, self.limits.wall_seconds - self.waited_seconds) * 1000)
        self.waited_seconds += time.monotonic() - started
        if not ready:
            raise DecodeTooLongError("The audio took too long to decode.")
        return os.read(pipe.fileno(), 1 << 20)

    def finish(self) -> None:
        """Waits for the child's exit and raises the error it reports."""
        try:
            code = self.process.wait(
                timeout=max(1.0, self.limits.wall_seconds - self.waited_seconds)
            )
        except subprocess.TimeoutExpired:
            raise DecodeTooLongError("The audio took too long to decode.") from None
        if code == 0:
            return
        try:
            report = json.loads(self.pipe(self.process.stderr).read() or b"")
            raise ERRORS[report["kind"]](report["message"])
        except (ValueError, KeyError, TypeError):
            pass
        if code in (-24, -9):
            raise DecodeTooLongError("The audio took too long to decode.")
        raise DecodeFailedError("The decoder broke down over this file.")

    @staticmethod
    def pipe(stream: IO[bytes] | None) -> IO[bytes]:
        assert stream is not None  # noqa: S101  # Popen was given PIPE
        return stream


@contextmanager
def running_decoder(
    action: str, path: str | os.PathLike[str], options: dict[str, Any], limits: Limits
) -> Iterator[DecodeProcess]:
    rules = {
        "containers": formats.CONTAINERS,
        "without_length": formats.WITHOUT_LENGTH,
        "lowest_rate": formats.LOWEST_RATE,
        "highest_rate": formats.HIGHEST_RATE,
    }
    options = {**options, **rules, **asdict(limits)}
    process = subprocess.Popen(
        [sys.executable, "-P", CHILD, action, os.path.abspath(path), json.dumps(options)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in INHERITED_VARIABLES if name in os.environ},
        close_fds=True,
    )
    with process:
        try:
            yield DecodeProcess(process, limits)
        finally:
            if process.poll() is None:
                process.kill()
