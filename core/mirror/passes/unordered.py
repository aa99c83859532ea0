"""Reads a list without a documented sort: stores the ids it sees, and compares at the end."""

from itertools import islice

from core.clients.console import FetchedPage
from core.mirror.models import SeenRow
from core.mirror.passes import missing
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_and_prepare
from core.mirror.replies import TakenApart, take_apart

BATCH_SIZE = 500


def read_unordered(reading: Reading) -> None:
    """Store every page, then record as missing the rows that no page had. Flat memory."""
    first, _ = reading.resume_at()
    is_new = not reading.resource.in_scope(reading.scope).exists()

    def prepare(page: FetchedPage) -> tuple[FetchedPage, TakenApart]:
        taken = take_apart(reading.resource, reading.scope, page.rows)
        return page, taken.parse_all() if is_new else taken

    for page, taken in fetch_and_prepare(reading.fetch_page, prepare, first=first):
        reading.row.requests += 1
        keys = reading.store_rows(page.rows, page.requested_at, taken=taken)
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
