"""When which piece plays in a recording, as `results` list it.

Source: docs.acrcloud.com, File Scanning: {offset, played_duration, type, result}, in seconds.
"""

from pathlib import Path
from typing import Any

from audio.decode import decode_blocks
from engine.bench.recognition import misled
from engine.models import Container
from engine.recognition.scan import Segment, scan
from engine.recognition.spectrum import RATE
from engine.references import index
from engine.sections import Place, described, files_of, section_of

BLOCK_SECONDS = 30.0
# How long the recognized window is that the offsets inside `result` tell of.
WINDOW_MS = 10_000


def timeline(path: Path, container: Container) -> dict[str, list[dict[str, Any]]]:
    """`music` and `custom_files` in order of time. Raises AudioError."""
    policy = container.policy
    kind = policy["type"]
    segments = scan(
        index(),
        decode_blocks(path, rate=RATE, block_seconds=BLOCK_SECONDS),
        container.bucket_ids,
        interval=float(policy.get("interval", 0)),
        rec_length=float(policy.get("rec_length", 10)),
        points=policy["points"] if kind == "points" else None,
    )
    # The test bench may leave fewer places than there are segments.
    places = misled([placed(one) for one in segments], container.buckets())
    matched = list(zip(segments, places, strict=False))
    files = files_of([place for _, place in matched])
    sections: dict[str, list[dict[str, Any]]] = {}
    for segment, place in matched:
        if file := files.get(place.file_id):
            sections.setdefault(section_of(file), []).append(
                {
                    "offset": plain(segment.offset),
                    "played_duration": plain(segment.played_duration),
                    "type": kind,
                    "result": described(file, place, scanning=True),
                }
            )
    return sections


def placed(segment: Segment) -> Place:
    """The first window of a segment; how long it goes on is its `played_duration`."""
    length = min(WINDOW_MS, round(segment.played_duration * 1000))
    return Place(
        file_id=segment.file_id,
        score=segment.score,
        sample_begin_ms=0,
        sample_end_ms=length,
        db_begin_ms=segment.db_begin_ms,
        db_end_ms=min(segment.db_end_ms, segment.db_begin_ms + length),
    )


def plain(seconds: float) -> int | float:
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)
