"""A scan in one line: a word for what came of it, and how much of the recording was covered."""

from collections.abc import Iterable, Sequence

from scanning.models import ScannedFile, ScanState
from scanning.results.reading import Segment
from scanning.results.sections import AI, COVERS, MUSIC, OWN, SPEECH, TALK

_FOUND = (
    (OWN, "Own catalogue found"),
    (MUSIC, "Music found"),
    (COVERS, "Covers found"),
    (AI, "AI music looked for"),
    (TALK, "Talk and music told apart"),
    (SPEECH, "Speech written down"),
)


def verdict(file: ScannedFile, segments: Sequence[Segment]) -> str:
    """What came of the scan, in two or three words."""
    if file.state == ScanState.PROCESSING:
        return "Being scanned"
    if file.state in (ScanState.ERROR, ScanState.FAILED):
        return "Not scanned"
    present = {segment.section for segment in segments}
    return next((word for section, word in _FOUND if section in present), "Nothing found")


def covered(segments: Iterable[Segment]) -> float:
    """Seconds that at least one of the segments covers."""
    total, reached = 0.0, 0.0
    for segment in sorted(segments, key=lambda one: one.begin):
        total += max(0.0, segment.end - max(segment.begin, reached))
        reached = max(reached, segment.end)
    return total


def shares(segments: Sequence[Segment], length: float) -> list[tuple[str, int]]:
    """What is known about how much of `length` seconds: (what, whole per cent)."""
    if length <= 0:
        return []
    found = []
    talk = [one for one in segments if one.section is TALK]
    if talk:
        found.append(("music", _percent(covered(one for one in talk if one.has_music), length)))
    matches = [one for one in segments if one.section.is_match]
    if matches:
        found.append(("matched", _percent(covered(matches), length)))
    return found


def _percent(part: float, whole: float) -> int:
    """Whole per cent; something is never 0 and not all is never 100."""
    percent = round(100 * part / whole)
    if part > 0 and percent == 0:
        return 1
    return min(percent, 100 if part >= whole * 0.999 else 99)
