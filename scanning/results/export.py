"""The results of one scan as a file."""

import csv
import io
from collections.abc import Sequence

from scanning.results.reading import Segment
from ui.lists.export import BYTE_ORDER_MARK, plain

COLUMNS = (
    "section", "begin_s", "end_s", "title", "artists", "segment_score", "match_score",
    "piece_begin_s", "piece_length_s", "bucket_id", "acr_id", "audio_id", "isrc",
)  # fmt: skip


def as_csv(segments: Sequence[Segment]) -> str:
    """A line a segment, in the order in which they play."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in segments:
        cells = (
            one.section.key, one.begin, one.end, one.title, one.artists, one.segment_score,
            one.match_score, one.piece_begin, one.piece_length, one.bucket_id, one.acr_id,
            one.audio_id, one.isrc,
        )  # fmt: skip
        writer.writerow([plain(cell) for cell in cells])
    return text.getvalue()
