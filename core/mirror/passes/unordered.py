"""Reads a list without a documented sort: stores the ids it sees, and compares at the end."""

from itertools import islice

from core.mirror.models import SeenRow
from core.mirror.passes import missing
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_pages

BATCH_SIZE = 500


def read_unordered(reading: Reading) -> None:
    """Store every page, then record as missing the rows that no page had. Flat memory."""
    first, _ = reading.resume_at()
    for page in fetch_pages(reading.fetch_page, first=first):
        reading.row.requests += 1
        keys = reading.store_rows(page.rows, page.requested_at)
        SeenRow.objects.bulk_create(
            [SeenRow(mirror_pass=reading.row, remote_id=str(key)) for key in keys],
            ignore_conflicts=True,
        )
        reading.advance(page)
    _record_unseen(reading)


def _record_unseen(reading: Reading) -> None:
    rows = reading.resource.in_scope(reading.scope).stamped_before(reading.row.started_at)
    keys = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH_SIZE)
    while batch := list(islice(keys, BATCH_SIZE)):
        unseen = {str(key): key for key in batch}
        seen = SeenRow.objects.filter(mirror_pass=reading.row, remote_id__in=list(unseen))
        for remote_id in seen.values_list("remote_id", flat=True):
            del unseen[remote_id]
        if unseen:
            missing.record_missing(reading, unseen)
