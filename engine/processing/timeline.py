"""The results of a scan: which file plays when in a recording.

Source: docs.acrcloud.com, File Scanning: {offset, played_duration, type, result}, in seconds.
"""

from pathlib import Path
from typing import Any

from core.audio.decode import decode_blocks
from core.recognition.scan import ScanSegment, scan
from core.recognition.spectrum import SAMPLE_RATE
from engine.faults.recognition import apply_recognition_faults
from engine.models import Container
from engine.recognition.index import reference_index
from engine.recognition.sections import SectionMatch, matched_files, represent_match, section_name

BLOCK_SECONDS = 30.0
# The length of the recognized window that the offsets inside `result` refer to.
WINDOW_MS = 10_000


def scan_timeline(path: Path, container: Container) -> dict[str, list[dict[str, Any]]]:
    """`music` and `custom_files` in order of time. Raises AudioError."""
    policy = container.policy
    kind = policy["type"]
    segments = scan(
        reference_index(),
        decode_blocks(path, rate=SAMPLE_RATE, block_seconds=BLOCK_SECONDS),
        container.bucket_ids,
        interval=float(policy.get("interval", 0)),
        rec_length=float(policy.get("rec_length", 10)),
        points=policy["points"] if kind == "points" else None,
    )
    # A fault may leave fewer matches than there are segments.
    matches = apply_recognition_faults(
        [first_window(segment) for segment in segments], container.buckets()
    )
    pairs = list(zip(segments, matches, strict=False))
    files = matched_files([match for _, match in pairs])
    sections: dict[str, list[dict[str, Any]]] = {}
    for segment, match in pairs:
        if file := files.get(match.file_id):
            sections.setdefault(section_name(file), []).append(
                {
                    "offset": plain_seconds(segment.offset),
                    "played_duration": plain_seconds(segment.played_duration),
                    "type": kind,
                    "result": represent_match(file, match, scanning=True),
                }
            )
    return sections


def first_window(segment: ScanSegment) -> SectionMatch:
    """The first window of a segment; how long it goes on is its `played_duration`."""
    length = min(WINDOW_MS, round(segment.played_duration * 1000))
    return SectionMatch(
        file_id=segment.file_id,
        score=segment.score,
        sample_begin_ms=0,
        sample_end_ms=length,
        db_begin_ms=segment.db_begin_ms,
        db_end_ms=min(segment.db_end_ms, segment.db_begin_ms + length),
    )


def plain_seconds(seconds: float) -> int | float:
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)
