"""The results of one scan as CSV."""

import csv
import io
from collections.abc import Sequence

from core.ui.lists.export import BYTE_ORDER_MARK, spreadsheet_value
from scanning.results.reading import ResultSegment

COLUMNS = (
    "section", "begin_s", "end_s", "title", "artists", "segment_score", "match_score",
    "piece_begin_s", "piece_length_s", "bucket_id", "acr_id", "audio_id", "isrc",
)  # fmt: skip


def as_csv(segments: Sequence[ResultSegment]) -> str:
    """One line for each segment, ordered by begin."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for segment in segments:
        cells = (
            segment.section.key, segment.begin, segment.end, segment.title, segment.artists,
            segment.segment_score, segment.match_score, segment.piece_begin, segment.piece_length,
            segment.bucket_id, segment.acr_id, segment.audio_id, segment.isrc,
        )  # fmt: skip
        writer.writerow([spreadsheet_value(cell) for cell in cells])
    return text.getvalue()
