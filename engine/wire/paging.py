"""Pages in the form of Laravel's resource pagination, as the Console API documents show it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from engine.wire.envelope import reply

USUAL, MOST = 20, 1000

M = TypeVar("M", bound=Model)


def paged(
    request: HttpRequest,
    rows: QuerySet[M],
    show: Callable[[list[M]], list[object]],
    *,
    count: Callable[[], int] | None = None,
) -> HttpResponse:
    """One page of `rows`, which must be in a total order.

    `count` answers the total where it is kept; it is read in the snapshot of the page.
    """
    page, per_page = asked(request)
    with snapshot():
        total = count() if count else rows.count()
        if request.META.get("engine.empty"):
            total = 0
        found = page_of(rows, total, page, per_page, request.META.get("engine.shift", 0))
    return reply(
        {
            "data": show(found),
            **frame(
                path=request.build_absolute_uri(request.path),
                page=page,
                per_page=per_page,
                # The API echoes the parameter as it came: a string.
                as_text="per_page" in request.GET,
                shown=len(found),
                total=total,
            ),
        }
    )


def asked(request: HttpRequest) -> tuple[int, int]:
    """Page and page size, with what makes no sense taken as the default."""
    page = number(request.GET.get("page"), 1)
    per_page = number(request.GET.get("per_page"), USUAL)
    return page, min(per_page, MOST)


def number(text: str | None, default: int) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:18]), 10**15) or default


def page_of(rows: QuerySet[M], total: int, page: int, per_page: int, shift: int = 0) -> list[M]:
    """The rows of a page, reached from the nearer end, so that the last is as fast as the first.

    `shift` is the test bench's: rows that vanished (or, negative, appeared) before this page.
    """
    start = max(0, (page - 1) * per_page + shift)
    stop = min(start + per_page, total)
    if start >= total:
        return []
    if start <= total // 2:
        keys = list(rows.values_list("pk", flat=True)[start:stop])
    else:
        keys = list(rows.reverse().values_list("pk", flat=True)[total - stop : total - start])
        keys.reverse()
    found = rows.model._default_manager.in_bulk(keys)
    return [found[key] for key in keys]


def frame(
    *, path: str, page: int, per_page: int, as_text: bool, shown: int, total: int
) -> dict[str, object]:
    """The `links` and `meta` around a page."""
    last = max(1, -(-total // per_page))
    first_shown = (page - 1) * per_page + 1
    return {
        "links": {
            "first": f"{path}?page=1",
            "last": f"{path}?page={last}",
            "prev": f"{path}?page={page - 1}" if page > 1 else None,
            "next": f"{path}?page={page + 1}" if page < last else None,
        },
        "meta": {
            "current_page": page,
            "from": first_shown if shown else None,
            "last_page": last,
            "path": path,
            "per_page": str(per_page) if as_text else per_page,
            "to": first_shown + shown - 1 if shown else None,
            "total": total,
        },
    }


@contextmanager
def snapshot() -> Iterator[None]:
    """One consistent view for several reads, without the write lock that atomic() takes here."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("COMMIT")
