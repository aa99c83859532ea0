"""Reading a list in no documented order: ids are kept as they are met, and compared at the end."""

from itertools import islice

from django.db.models import Q

from mirror import clock
from mirror.fetching import pages
from mirror.models import SeenRow
from mirror.passes import missing
from mirror.passes.reading import Reading

CHUNK = 500


def read(reading: Reading) -> None:
    """Store every page, then note the rows that no page showed. Flat memory."""
    first, _ = reading.resume_at()
    for page in pages(reading.fetch_page, first=first):
        reading.row.requests += 1
        keys = reading.store(page.rows, page.requested_at)
        SeenRow.objects.bulk_create(
            [SeenRow(mirror_pass=reading.row, remote_id=str(key)) for key in keys],
            ignore_conflicts=True,
        )
        reading.advance(page)
    _note_missing(reading)


def _note_missing(reading: Reading) -> None:
    older = Q(fetched_at__lt=reading.row.started_at) | clock.from_the_future()
    rows = reading.resource.in_scope(reading.scope).filter(older)
    keys = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        wanted = {str(key): key for key in chunk}
        seen = SeenRow.objects.filter(mirror_pass=reading.row, remote_id__in=list(wanted))
        for remote_id in seen.values_list("remote_id", flat=True):
            del wanted[remote_id]
        if wanted:
            missing.note(reading, wanted)
