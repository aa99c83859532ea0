"""The process that opens untrusted files: `python -P child.py ACTION PATH JSON`, PCM on stdout.

It imports no numpy and nothing of the project, so it starts in some 70 ms. It sets its own resource
limits before the first byte is read, and its crash affects nothing else. JSON holds `Limits`, the
rules of `formats` and options of the action. The actions are `probe` (one JSON line) and `decode`
(one JSON line, then mono samples: float32, or 16 bits where `sample_format` is "s16").
A failure is one JSON line on stderr: {"kind": ..., "message": ...}.
"""

import contextlib
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import av
import av.logging
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

BLOCK_BYTES = 1 << 16
# By ffmpeg's name of a sample format.
SAMPLE_BYTES = {"flt": 4, "s16": 2}
MAX_BAD_PACKETS = 2_000
SEEK_SECONDS = 30.0
# The number of tags that are returned, their lengths in characters, and all together in bytes of
# JSON.
MAX_TAGS, MAX_NAME_LENGTH, MAX_TAG_LENGTH, MAX_TAGS_SIZE = 100, 100, 500, 48_000


class FileRefusedError(Exception):
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def main() -> None:
    action, path, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    limit_self(options)
    av.logging.set_level(None)
    try:
        with open_container(path, options["containers"]) as container:
            stream = audio_stream(container, options["lowest_rate"], options["highest_rate"])
            if action == "probe":
                send(describe(container, stream, path, options))
            else:
                send({})
                for block in samples(container, stream, options):
                    sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
    except FileRefusedError as error:
        fail(error.kind, str(error))
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        fail("decode_failed", "The audio needs more memory to decode than is allowed.")
    except (av.FFmpegError, ValueError, OSError) as error:
        fail("decode_failed", f"The audio could not be decoded: {error_reason(error)}.")


def limit_self(options: dict[str, Any]) -> None:
    """Linux enforces all of these; where a system does not, the parent's clock remains."""
    cpu = int(options["cpu_seconds"])
    for name, soft, hard in (
        ("RLIMIT_CPU", cpu, cpu + 1),
        ("RLIMIT_AS", options["memory_bytes"], options["memory_bytes"]),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NOFILE", 32, 32),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (soft, hard))


def open_container(path: str, containers: list[str]) -> InputContainer:
    if not os.path.isfile(path):
        raise FileRefusedError("not_audio", "There is no such file.")
    if os.path.getsize(path) == 0:
        raise FileRefusedError("not_audio", "The file is empty.")
    try:
        return av.open(
            f"file:{path}",
            mode="r",
            metadata_errors="replace",
            container_options={
                "format_whitelist": ",".join(containers),
                "protocol_whitelist": "file",
            },
        )
    except (av.FFmpegError, ValueError, OSError) as error:
        if isinstance(error, MemoryError):
            raise
        raise FileRefusedError(
            "not_audio", "The file is not in an audio format that is accepted."
        ) from error


def audio_stream(container: InputContainer, lowest: int, highest: int) -> AudioStream:
    streams = container.streams.audio
    if not streams:
        raise FileRefusedError("not_audio", "The file has no audio in it.")
    stream = streams[0]
    stream.codec_context.thread_count = 1
    rate = stream.codec_context.sample_rate
    if not lowest <= rate <= highest:
        raise FileRefusedError("not_audio", f"Audio at {rate} samples a second is not accepted.")
    return stream


def describe(
    container: InputContainer, stream: AudioStream, path: str, options: dict[str, Any]
) -> dict[str, Any]:
    max_seconds = float(options["max_seconds"])
    length = None
    if container.format.name not in options["without_length"]:
        length = claimed_length(container, stream, os.path.getsize(path), max_seconds)
    context = stream.codec_context
    return {
        "codec": context.name,
        "sample_rate": context.sample_rate,
        "channels": context.channels,
        "tags": limit_tags({**container.metadata, **stream.metadata}),
        "duration": length or counted_length(container, stream, max_seconds),
    }


def limit_tags(tags: dict[str, str]) -> dict[str, str]:
    """The first tags, cut: a file may hold megabytes of them."""
    limited_tags: dict[str, str] = {}
    bytes_left = MAX_TAGS_SIZE
    for name, value in tags.items():
        short = {name[:MAX_NAME_LENGTH]: value[:MAX_TAG_LENGTH]}
        size = len(json.dumps(short))
        if size <= bytes_left and len(limited_tags) < MAX_TAGS:
            limited_tags |= short
            bytes_left -= size
    return limited_tags


def claimed_length(
    container: InputContainer, stream: AudioStream, size: int, max_seconds: float
) -> float | None:
    """The length in the header, or None where the file's size shows that it is wrong."""
    if stream.duration is not None and stream.time_base is not None:
        length = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        length = container.duration / av.time_base
    else:
        return None
    rate = max(stream.codec_context.bit_rate or 0, 400)
    pcm = stream.codec_context.name.startswith("pcm_")
    longest = size * 8 / rate * 1.05 if pcm else size * 8 / 400
    return length if 0 < length <= min(longest, max_seconds) else None


def counted_length(container: InputContainer, stream: AudioStream, max_seconds: float) -> float:
    length = 0.0
    with contextlib.suppress(av.FFmpegError):
        for packet in container.demux(stream):
            length += float((packet.duration or 0) * packet.time_base)
            if length > max_seconds:
                raise FileRefusedError("too_long", too_long_message(max_seconds))
    return length


def samples(
    container: InputContainer, stream: AudioStream, options: dict[str, Any]
) -> Iterator[bytes]:
    """Mono at `rate` in `sample_format`, from `start`, at most `length` seconds."""
    rate, sample_format = int(options["rate"]), str(options.get("sample_format", "flt"))
    width = SAMPLE_BYTES[sample_format]
    start, length = float(options["start"]), options["length"]
    limit = float(options["max_seconds"]) if length is None else float(length)
    skip = round(seek_near(container, stream, start) * rate) * width
    left = round(limit * rate) * width
    has_samples = False
    for chunk in resample(frames(container, stream), rate, sample_format):
        has_samples = True
        if skip >= len(chunk):
            skip -= len(chunk)
            continue
        block = chunk[skip : skip + left]
        rest = len(chunk) - skip - len(block)
        skip, left = 0, left - len(block)
        yield block
        if rest and length is None:
            raise FileRefusedError("too_long", too_long_message(limit))
        if not left and length is not None:
            return
    if not has_samples:
        raise FileRefusedError("decode_failed", "Nothing in the file could be decoded.")


def seek_near(container: InputContainer, stream: AudioStream, start: float) -> float:
    """Seeks near `start`; returns the seconds that are still to be skipped."""
    if start <= SEEK_SECONDS or stream.time_base is None:
        return start
    first = stream.start_time or 0
    goal = first + int((start - 2.0) / float(stream.time_base))
    try:
        container.seek(goal, stream=stream)
        frame = next(f for p in container.demux(stream) for f in p.decode())
        where = float(((frame.pts or 0) - first) * stream.time_base)
        container.seek(goal, stream=stream)
    except (av.FFmpegError, StopIteration):
        container.seek(first, stream=stream)
        return start
    return max(0.0, start - where)


def frames(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame | float]:
    """Decoded frames in order; a packet that can't be decoded is its length in seconds."""
    good = bad = 0
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.EOFError):
            return
        except MemoryError:
            raise
        except av.FFmpegError:
            bad += 1
            if bad > MAX_BAD_PACKETS:
                return
            continue
        try:
            yield from packet.decode()
            good += 1
        except MemoryError:
            raise
        except (av.FFmpegError, ValueError) as error:
            bad += 1
            if bad > max(MAX_BAD_PACKETS, good):
                raise FileRefusedError(
                    "decode_failed", "Too much of the file is damaged."
                ) from error
            yield float((packet.duration or 0) * packet.time_base)


def resample(parts: Iterator[AudioFrame | float], rate: int, sample_format: str) -> Iterator[bytes]:
    """Chunks of about BLOCK_BYTES. Damaged parts become silence, so that positions stay right."""
    width = SAMPLE_BYTES[sample_format]
    resampler: AudioResampler | None = None
    kind: tuple[str, str, int] | None = None
    chunks: list[bytes] = []
    size = 0
    for part in parts:
        if isinstance(part, float):
            new_chunks = [bytes(round(min(part, 1.0) * rate) * width)]
        else:
            now = (part.format.name, part.layout.name, part.sample_rate)
            new_chunks = []
            if resampler is None or now != kind:
                if resampler is not None:
                    new_chunks = [pcm(frame, width) for frame in resampler.resample(None)]
                resampler, kind = AudioResampler(sample_format, "mono", rate), now
            part.pts = None
            new_chunks += [pcm(frame, width) for frame in resampler.resample(part)]
        chunks += new_chunks
        size += sum(map(len, new_chunks))
        if size >= BLOCK_BYTES:
            yield b"".join(chunks)
            chunks, size = [], 0
    if resampler is not None:
        chunks += [pcm(frame, width) for frame in resampler.resample(None)]
    if chunks:
        yield b"".join(chunks)


def pcm(frame: AudioFrame, width: int) -> bytes:
    return bytes(memoryview(frame.planes[0])[: frame.samples * width])


def too_long_message(limit: float) -> str:
    return f"The audio is longer than the {limit:g} seconds that are allowed."


def error_reason(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")


def send(header: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")


def fail(kind: str, message: str) -> NoReturn:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.flush()
    sys.stderr.write(json.dumps({"kind": kind, "message": message}))
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
