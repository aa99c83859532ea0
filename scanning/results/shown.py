"""The results of one scanned file as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from buckets.models import AudioFile
from scanning.models import ScannedFile, ScanResult, ScanState
from scanning.results import arrival, pieces, reading, summary, timeline
from scanning.results.arrival import Arrival
from scanning.results.reading import Segment
from scanning.results.timeline import Timeline

# A page with more rows than this is of no use to anybody: the export has them all.
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: `bar` is the number of the segment whose bar stands for it."""

    segment: Segment
    piece: AudioFile | None
    bar: int

    @property
    def is_alternate(self) -> bool:
        return self.bar != self.segment.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    file: ScannedFile
    result: ScanResult | None
    segments: Sequence[Segment]
    rows: Sequence[Row]
    timeline: Timeline | None
    verdict: str
    shares: Sequence[tuple[str, int]]
    arrival: Arrival | None

    @property
    def is_moving(self) -> bool:
        """Whether something is still to come: the end of the scan, or its results."""
        if self.file.is_gone:
            return False
        is_awaited = self.file.state == ScanState.READY and self.result is None
        return self.file.state == ScanState.PROCESSING or is_awaited

    @property
    def left_out(self) -> int:
        return len(self.segments) - len(self.rows)

    @property
    def facts(self) -> object:
        """All that can change on the page."""
        links = [(row.segment.number, row.piece.pk) for row in self.rows if row.piece]
        result_hash = self.result.row_hash if self.result else None
        return self.file.row_hash, self.file.gone_at, result_hash, self.arrival, links


def shown(file: ScannedFile) -> Shown:
    """Everything about the results of `file`, in at most three queries."""
    result = arrival.current_result(file)
    segments = segments_of(file, result)
    drawn = timeline.draw(segments[:MOST_ROWS], file.duration)
    files = pieces.mirrored(segments[:MOST_ROWS])
    bars = _bars(drawn)
    return Shown(
        file=file,
        result=result,
        segments=segments,
        rows=[
            Row(one, files.get((one.bucket_id or 0, one.acr_id)), bars.get(one.number, one.number))
            for one in segments[:MOST_ROWS]
        ],
        timeline=drawn,
        verdict=summary.verdict(file, segments),
        shares=summary.shares(segments, drawn.length if drawn else 0.0),
        arrival=arrival.arrival_of(file, result),
    )


def segments_of(file: ScannedFile, result: ScanResult | None) -> list[Segment]:
    if result is None:
        return []
    return reading.read(orjson.loads(result.payload), length=file.duration)


def _bars(drawn: Timeline | None) -> Mapping[int, int]:
    """The number of each alternate, and that of the segment which stands for it."""
    if drawn is None:
        return {}
    return {
        other.number: bar.segment.number
        for lane in drawn.lanes
        for bar in lane.bars
        for other in bar.alternates
    }
