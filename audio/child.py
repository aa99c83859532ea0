"""The process that opens untrusted files: `python -P child.py ACT PATH JSON`, PCM on stdout.

It imports no numpy and nothing of the project, so it starts in some 70 ms; it limits itself before
the first byte is read, and can take nothing with it when it dies. JSON holds `Limits`, the rules of
`formats` and the act's own options. The acts are `probe` (one JSON line) and `decode` (one JSON
line, then float32 mono samples).
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

BLOCK = 1 << 16
BAD_PACKETS = 2_000
SEEK_BEYOND = 30.0
# Of a file's tags so much is told, in characters, and all of them in bytes of JSON.
MOST_TAGS, LONGEST_NAME, LONGEST_TAG, ALL_TAGS = 100, 100, 500, 48_000


class Refused(Exception):
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def main() -> None:
    act, path, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    limit_self(options)
    av.logging.set_level(None)
    try:
        with opened(path, options["containers"]) as container:
            stream = audio_stream(container, options["lowest_rate"], options["highest_rate"])
            if act == "probe":
                send(describe(container, stream, path, options))
            else:
                send({})
                for block in samples(container, stream, options):
                    sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
    except Refused as error:
        fail(error.kind, str(error))
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        fail("DecodeFailed", "The audio needs more memory to decode than is allowed.")
    except (av.FFmpegError, ValueError, OSError) as error:
        fail("DecodeFailed", f"The audio could not be decoded: {reason(error)}.")


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


def opened(path: str, containers: list[str]) -> InputContainer:
    if not os.path.isfile(path):
        raise Refused("NotAudio", "There is no such file.")
    if os.path.getsize(path) == 0:
        raise Refused("NotAudio", "The file is empty.")
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
        raise Refused("NotAudio", "The file is not in an audio format that is accepted.") from error


def audio_stream(container: InputContainer, lowest: int, highest: int) -> AudioStream:
    streams = container.streams.audio
    if not streams:
        raise Refused("NotAudio", "The file has no audio in it.")
    stream = streams[0]
    stream.codec_context.thread_count = 1
    rate = stream.codec_context.sample_rate
    if not lowest <= rate <= highest:
        raise Refused("NotAudio", f"Audio at {rate} samples a second is not accepted.")
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
        "tags": bounded({**container.metadata, **stream.metadata}),
        "duration": length or counted_length(container, stream, max_seconds),
    }


def bounded(tags: dict[str, str]) -> dict[str, str]:
    """The first of them, cut: a file may hold megabytes."""
    kept: dict[str, str] = {}
    left = ALL_TAGS
    for name, value in tags.items():
        short = {name[:LONGEST_NAME]: value[:LONGEST_TAG]}
        size = len(json.dumps(short))
        if size <= left and len(kept) < MOST_TAGS:
            kept |= short
            left -= size
    return kept


def claimed_length(
    container: InputContainer, stream: AudioStream, size: int, max_seconds: float
) -> float | None:
    """The length the header claims, or None where it can't be believed."""
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
                raise Refused("DecodeTooLong", too_long(max_seconds))
    return length


def samples(
    container: InputContainer, stream: AudioStream, options: dict[str, Any]
) -> Iterator[bytes]:
    """Mono float32 at the asked rate, from `start`, at most `length` seconds of it."""
    rate = int(options["rate"])
    start, length = float(options["start"]), options["length"]
    limit = float(options["max_seconds"]) if length is None else float(length)
    skip = round(skip_to(container, stream, start) * rate) * 4
    left = round(limit * rate) * 4
    heard = False
    for chunk in resampled(frames(container, stream), rate):
        heard = True
        if skip >= len(chunk):
            skip -= len(chunk)
            continue
        block = chunk[skip : skip + left]
        rest = len(chunk) - skip - len(block)
        skip, left = 0, left - len(block)
        yield block
        if rest and length is None:
            raise Refused("DecodeTooLong", too_long(limit))
        if not left and length is not None:
            return
    if not heard:
        raise Refused("DecodeFailed", "Nothing in the file could be decoded.")


def skip_to(container: InputContainer, stream: AudioStream, start: float) -> float:
    """Seeks near `start`; returns the seconds still to be thrown away."""
    if start <= SEEK_BEYOND or stream.time_base is None:
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
            if bad > BAD_PACKETS:
                return
            continue
        try:
            yield from packet.decode()
            good += 1
        except MemoryError:
            raise
        except (av.FFmpegError, ValueError) as error:
            bad += 1
            if bad > max(BAD_PACKETS, good):
                raise Refused("DecodeFailed", "Too much of the file is damaged.") from error
            yield float((packet.duration or 0) * packet.time_base)


def resampled(parts: Iterator[AudioFrame | float], rate: int) -> Iterator[bytes]:
    """Chunks of about BLOCK bytes. What was damaged is silence, so that positions stay true."""
    resampler: AudioResampler | None = None
    kind: tuple[str, str, int] | None = None
    chunks: list[bytes] = []
    size = 0
    for part in parts:
        if isinstance(part, float):
            made = [bytes(round(min(part, 1.0) * rate) * 4)]
        else:
            now = (part.format.name, part.layout.name, part.sample_rate)
            made = []
            if resampler is None or now != kind:
                if resampler is not None:
                    made = [pcm(frame) for frame in resampler.resample(None)]
                resampler, kind = AudioResampler("flt", "mono", rate), now
            part.pts = None
            made += [pcm(frame) for frame in resampler.resample(part)]
        chunks += made
        size += sum(map(len, made))
        if size >= BLOCK:
            yield b"".join(chunks)
            chunks, size = [], 0
    if resampler is not None:
        chunks += [pcm(frame) for frame in resampler.resample(None)]
    if chunks:
        yield b"".join(chunks)


def pcm(frame: AudioFrame) -> bytes:
    return bytes(memoryview(frame.planes[0])[: frame.samples * 4])


def too_long(limit: float) -> str:
    return f"The audio is longer than the {limit:g} seconds that are allowed."


def reason(error: BaseException) -> str:
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
