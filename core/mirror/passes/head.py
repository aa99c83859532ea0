"""The head pass: finds new objects with about one request for each list that has changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from core.clients.console import FetchedPage
from core.clients.errors import RemoteNotFoundError
from core.mirror import clock
from core.mirror.models import MirrorPass, MirrorScope, Mode, PassState
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_pages
from core.mirror.resources import Resource, Scope


def moved_scopes(resource: Resource[Any]) -> list[Scope]:
    """Lists whose mark differs from when they were last read."""
    read = MirrorScope.objects.filter(resource=resource.name, headed_at__isnull=False)
    return moved(resource.scopes(), dict(read.values_list("scope", "mark")))


def moved(scopes: Iterable[Scope], marks: Mapping[str, str]) -> list[Scope]:
    """The lists whose mark differs from these, the marks of those that were read by scope id."""
    return [scope for scope in scopes if marks.get(scope.id) != scope.mark]


def read_all_pages(reading: Reading) -> None:
    """Read a short list without a parent whole. Missing rows are left to the full pass."""
    for page in fetch_pages(reading.fetch_page):
        reading.row.requests += 1
        reading.store_rows(page.rows, page.requested_at)
        reading.advance(page)
    _finish(reading)


def read_new_objects(reading: Reading) -> None:
    """Read pages from the end of the list at which new objects appear, up to known rows.

    Where the remote documents a sort by id, the newest are requested first. Elsewhere the first
    page tells whether the newest come first; if it has nothing new, the list is read from its last
    page backwards. A list that no full pass has met yet is read whole.
    """
    began_at = clock.now()
    unfinished_since = _unfinished_since(reading)
    is_unmet = _is_unmet(reading)
    try:
        first, known = _read(reading, unfinished_since, number=1)
        is_newest_first = reading.resource.order == "id" or known < len(first.rows)
        if is_unmet:
            _read_all(reading, range(2, first.last + 1))
        elif is_newest_first or first.last == 1:
            numbers = range(2, first.last + 1) if known <= 0 else range(0)
            _read_on(reading, unfinished_since, numbers)
        else:
            _read_on(reading, unfinished_since, range(first.last, 1, -1))
    except RemoteNotFoundError:
        # Not read again until its mark moves, or the parents' full pass finds the parent gone.
        _finish(reading, began_at, "The list is not there any more.")
    else:
        _finish(reading, began_at, is_whole=is_unmet)


def _is_unmet(reading: Reading) -> bool:
    """Whether this list is new since the last full pass, whatever the mirror has of it."""
    of_list = {"resource": reading.resource.name, "scope": reading.scope.id}
    return not (
        MirrorScope.objects.filter(**of_list, read_at__isnull=False).exists()
        or MirrorPass.objects.filter(**of_list, mode=Mode.FULL).exists()
    )


def _unfinished_since(reading: Reading) -> datetime | None:
    """When the first unfinished pass since the last finished one began; None without one.

    Rows that unfinished passes wrote don't end the reading: older objects that these passes did not
    reach may follow.
    """
    passes = MirrorPass.objects.filter(
        resource=reading.resource.name, scope=reading.scope.id, mode=Mode.HEAD
    )
    ended = passes.filter(state=PassState.DONE).aggregate(at=Max("pk"))["at"] or 0
    unfinished = passes.filter(pk__gt=ended)
    if not reading.is_resumed:
        unfinished = unfinished.exclude(pk=reading.row.pk)
    began: datetime | None = unfinished.aggregate(at=Min("started_at"))["at"]
    return began


def _read_all(reading: Reading, numbers: range) -> None:
    for number in numbers:
        _read(reading, None, number=number)


def _read_on(reading: Reading, unfinished_since: datetime | None, numbers: range) -> None:
    """Read on until a page has a known row."""
    for number in numbers:
        _, known = _read(reading, unfinished_since, number=number)
        if known > 0:
            return


def _read(
    reading: Reading, unfinished_since: datetime | None, *, number: int
) -> tuple[FetchedPage, int]:
    """A page, and how many of its objects were mirrored before it was read."""
    page = reading.fetch_page(number=number, newest_first=True)
    counts = reading.row
    counts.requests += 1
    before = counts.new + counts.quarantined
    keys = reading.store_rows(page.rows, page.requested_at)
    known = len(keys) - (counts.new + counts.quarantined - before)
    if unfinished_since is not None:
        rows = reading.resource.in_scope(reading.scope)
        known = rows.filter(pk__in=keys, fetched_at__lt=unfinished_since).count()
    reading.progress(counts.requests, page.last, f"new {reading.resource.label}")
    return page, known


def _finish(
    reading: Reading,
    began_at: datetime | None = None,
    note: str = "",
    *,
    is_whole: bool = False,
) -> None:
    reading.end(PassState.DONE, note)
    headed_at = began_at or reading.row.started_at
    stamps = {"headed_at": headed_at} | ({"read_at": headed_at} if is_whole else {})
    MirrorScope.objects.update_or_create(
        resource=reading.resource.name,
        scope=reading.scope.id,
        defaults={**stamps, "mark": reading.scope.mark},
    )
