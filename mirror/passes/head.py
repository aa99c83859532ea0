"""The head pass: what is new, for little more than one request a list that has moved."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from clients.console import Page
from clients.errors import NotThere
from mirror import clock
from mirror.fetching import pages
from mirror.models import MirrorPass, MirrorScope, Mode, PassState
from mirror.passes.reading import Reading
from mirror.resources import Resource, Scope


def moved_scopes(resource: Resource[Any]) -> list[Scope]:
    """Lists whose parent says something else than when they were last looked at."""
    seen = MirrorScope.objects.filter(resource=resource.name, headed_at__isnull=False)
    marks = dict(seen.values_list("scope", "mark"))
    return [scope for scope in resource.scopes() if marks.get(scope.id) != scope.mark]


def read_whole(reading: Reading) -> None:
    """A short list without a parent: every page, and nothing is concluded from what is missing."""
    for page in pages(reading.fetch_page):
        reading.row.requests += 1
        reading.store(page.rows, page.requested_at)
        reading.advance(page)
    _note(reading)


def read_newest(reading: Reading) -> None:
    """Read until known ground, from the end of the list at which new objects appear.

    Where the remote documents an order that is asked for; elsewhere the first page tells whether
    the newest come first, and if it brings nothing new, the last pages are read backwards.
    """
    began_at = clock.now()
    since = _unfinished_since(reading)
    try:
        first, known = _read(reading, since, number=1)
        is_newest = reading.resource.order == "id" or known < len(first.rows)
        if is_newest or first.last == 1:
            numbers = range(2, first.last + 1) if known <= 0 else range(0)
        else:
            numbers = range(first.last, 1, -1)
        _read_on(reading, since, numbers)
    except NotThere:
        # Not asked for again until its parent moves, or the parents' full pass finds that gone.
        _note(reading, began_at, "The list is not there any more.")
    else:
        _note(reading, began_at)


def _unfinished_since(reading: Reading) -> datetime | None:
    """When the first of the passes began that stopped halfway since one was read to its end.

    What they brought is no known ground: below it may lie what they didn't come to.
    """
    same = MirrorPass.objects.filter(
        resource=reading.resource.name, scope=reading.scope.id, mode=Mode.HEAD
    )
    ended = same.filter(state=PassState.DONE).aggregate(at=Max("pk"))["at"] or 0
    halfway = same.filter(pk__gt=ended)
    if not reading.goes_on:
        halfway = halfway.exclude(pk=reading.row.pk)
    began: datetime | None = halfway.aggregate(at=Min("started_at"))["at"]
    return began


def _read_on(reading: Reading, since: datetime | None, numbers: range) -> None:
    """Read on while pages bring nothing but what was not known."""
    for number in numbers:
        _, known = _read(reading, since, number=number)
        if known > 0:
            return


def _read(reading: Reading, since: datetime | None, *, number: int) -> tuple[Page, int]:
    """A page, and how many of its objects are known ground: there before, and readable."""
    page = reading.fetch_page(number=number, newest_first=True)
    row = reading.row
    row.requests += 1
    before = row.new + row.quarantined
    keys = reading.store(page.rows, page.requested_at)
    known = len(keys) - (row.new + row.quarantined - before)
    if since is not None:
        rows = reading.resource.in_scope(reading.scope)
        known = rows.filter(pk__in=keys, fetched_at__lt=since).count()
    reading.progress(row.requests, page.last, f"new {reading.resource.label}")
    return page, known


def _note(reading: Reading, began_at: datetime | None = None, why: str = "") -> None:
    reading.end(PassState.DONE, why)
    MirrorScope.objects.update_or_create(
        resource=reading.resource.name,
        scope=reading.scope.id,
        defaults={"headed_at": began_at or reading.row.started_at, "mark": reading.scope.mark},
    )
