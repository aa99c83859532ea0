"""What pages show of a scanned file's results."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from buckets.models import AudioFile
from scanning.models import Delivery, Scan, ScannedFile, ScanResult, ScanState
from scanning.results.reading import (
    AI,
    COVERS,
    MUSIC,
    OWN,
    SPEECH,
    TALK,
    ResultSegment,
    read_results,
)
from scanning.results.timeline import Timeline, draw_timeline

# A page with more rows is useless to people; the exports have them all.
MAX_ROWS = 1000
_VERDICTS = (
    (OWN, "Own catalogue found"),
    (MUSIC, "Music found"),
    (COVERS, "Covers found"),
    (AI, "AI music looked for"),
    (TALK, "Talk and music told apart"),
    (SPEECH, "Speech written down"),
)
BucketFileKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ResultArrival:
    """When results came. `delivery_id` is the callback that brought them; None when polled."""

    at: datetime
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A row of the table. `bar` is the number of the segment whose bar is drawn for it."""

    segment: ResultSegment
    piece: AudioFile | None
    bar: int

    @property
    def is_alternate(self) -> bool:
        return self.bar != self.segment.number


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    file: ScannedFile
    result: ScanResult | None
    segments: Sequence[ResultSegment]
    rows: Sequence[SegmentRow]
    timeline: Timeline | None
    verdict: str
    shares: Sequence[tuple[str, int]]
    arrival: ResultArrival | None

    @property
    def is_moving(self) -> bool:
        """Whether the end of the scan or its results are still to come."""
        if self.file.is_gone:
            return False
        is_awaiting_results = self.file.state == ScanState.READY and self.result is None
        return self.file.state == ScanState.PROCESSING or is_awaiting_results

    @property
    def omitted_rows(self) -> int:
        return len(self.segments) - len(self.rows)

    @property
    def version(self) -> object:
        """Everything that can change on the page, for its ETag."""
        links = [(row.segment.number, row.piece.pk) for row in self.rows if row.piece]
        result_hash = self.result.row_hash if self.result else None
        return self.file.row_hash, self.file.gone_at, result_hash, self.arrival, links


def present_results(file: ScannedFile) -> ResultsPage:
    """Everything a page shows of the results of `file`, in at most four queries."""
    result = current_result(file)
    segments = segments_of(file, result)
    shown_segments = segments[:MAX_ROWS]
    timeline = draw_timeline(shown_segments, file.duration)
    pieces = _mirrored_pieces(shown_segments)
    bars = _bars_of_alternates(timeline)
    return ResultsPage(
        file=file,
        result=result,
        segments=segments,
        rows=[
            SegmentRow(
                segment,
                pieces.get((segment.bucket_id or 0, segment.acr_id)),
                bars.get(segment.number, segment.number),
            )
            for segment in shown_segments
        ],
        timeline=timeline,
        verdict=verdict(file, segments),
        shares=covered_shares(segments, timeline.length if timeline else 0.0),
        arrival=_arrival_of(file, result),
    )


def current_result(file: ScannedFile) -> ScanResult | None:
    """The results that belong to the file's state, not those of an earlier scan."""
    result = ScanResult.objects.filter(pk=file.pk).first()
    if result is None or file.state == ScanState.PROCESSING:
        return None
    is_of_this_state = file.state == ScanState.READY or result.fetched_at >= file.fetched_at
    return result if is_of_this_state else None


def segments_of(file: ScannedFile, result: ScanResult | None) -> list[ResultSegment]:
    if result is None:
        return []
    return read_results(orjson.loads(result.payload), length=file.duration)


def verdict(file: ScannedFile, segments: Sequence[ResultSegment]) -> str:
    """What the scan found, in two or three words."""
    if file.state == ScanState.PROCESSING:
        return "Being scanned"
    if file.state in (ScanState.ERROR, ScanState.FAILED):
        return "Not scanned"
    sections = {segment.section for segment in segments}
    return next((text for section, text in _VERDICTS if section in sections), "Nothing found")


def covered_seconds(segments: Iterable[ResultSegment]) -> float:
    """Seconds that at least one of the segments covers."""
    total, covered_until = 0.0, 0.0
    for segment in sorted(segments, key=lambda segment: segment.begin):
        total += max(0.0, segment.end - max(segment.begin, covered_until))
        covered_until = max(covered_until, segment.end)
    return total


def covered_shares(segments: Sequence[ResultSegment], length: float) -> list[tuple[str, int]]:
    """How much of `length` seconds is music and how much is matched: (label, whole per cent)."""
    if length <= 0:
        return []
    shares = []
    talk = [segment for segment in segments if segment.section is TALK]
    if talk:
        music = covered_seconds(segment for segment in talk if segment.has_music)
        shares.append(("music", _percent(music, length)))
    matches = [segment for segment in segments if segment.section.is_match]
    if matches:
        shares.append(("matched", _percent(covered_seconds(matches), length)))
    return shares


def _percent(part: float, total: float) -> int:
    """Whole per cent. 0 only for nothing, and 100 only for everything."""
    percent = round(100 * part / total)
    if part > 0 and percent == 0:
        return 1
    return min(percent, 100 if part >= total * 0.999 else 99)


def _arrival_of(file: ScannedFile, result: ScanResult | None) -> ResultArrival | None:
    """How the results of the latest scan came."""
    if file.state == ScanState.PROCESSING:
        return None
    scan = Scan.objects.filter(file_id=file.pk).order_by("-number").defer("content").first()
    if scan is None:
        # It ended before the portal kept a record of scans.
        return ResultArrival(result.fetched_at if result else file.fetched_at)
    if scan.delivery_id is not None:
        delivery = Delivery.objects.filter(pk=scan.delivery_id).only("received_at").first()
        if delivery is not None:
            return ResultArrival(delivery.received_at, delivery.pk)
    return ResultArrival(scan.read_at)


def _mirrored_pieces(segments: Iterable[ResultSegment]) -> dict[BucketFileKey, AudioFile]:
    """The mirrored bucket files of segments, by bucket id and ACR id. One query."""
    keys = {
        (segment.bucket_id, segment.acr_id)
        for segment in segments
        if segment.bucket_id and segment.acr_id
    }
    if not keys:
        return {}
    files = (
        AudioFile.objects.filter(
            bucket_id__in={bucket_id for bucket_id, _ in keys},
            acr_id__in={acr_id for _, acr_id in keys},
        )
        .select_related("bucket")
        .defer("payload", "bucket__payload")
    )
    by_key: dict[BucketFileKey, AudioFile] = {}
    for file in files:
        key = (file.bucket_id, file.acr_id)
        if key not in by_key or not file.is_gone:
            by_key[key] = file
    return by_key


def _bars_of_alternates(timeline: Timeline | None) -> Mapping[int, int]:
    """The number of each alternate segment, and that of the segment whose bar it shares."""
    if timeline is None:
        return {}
    return {
        alternate.number: bar.segment.number
        for lane in timeline.lanes
        for bar in lane.bars
        for alternate in bar.alternates
    }
