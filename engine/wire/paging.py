"""Pages in the form of Laravel's resource pagination, as the Console API documents show it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from engine.wire.envelope import json_reply

DEFAULT_PER_PAGE, MAX_PER_PAGE = 20, 1000

M = TypeVar("M", bound=Model)


def page_reply(
    request: HttpRequest,
    rows: QuerySet[M],
    represent: Callable[[list[M]], list[object]],
    *,
    count: Callable[[], int] | None = None,
) -> HttpResponse:
    """One page of `rows`, which must be in a total order.

    `count` returns the total where it is stored; it is read in the snapshot of the page.
    """
    page, per_page = requested_page(request)
    with read_snapshot():
        total = count() if count else rows.count()
        if request.META.get("engine.empty"):
            total = 0
        page_rows = rows_of_page(rows, total, page, per_page, request.META.get("engine.shift", 0))
    return json_reply(
        {
            "data": represent(page_rows),
            **links_and_meta(
                path=request.build_absolute_uri(request.path),
                page=page,
                per_page=per_page,
                # The API echoes the parameter as it came: a string.
                as_text="per_page" in request.GET,
                row_count=len(page_rows),
                total=total,
            ),
        }
    )


def each(represent: Callable[[M], object]) -> Callable[[list[M]], list[object]]:
    """Represents a page's rows one by one."""
    return lambda rows: [represent(row) for row in rows]


def requested_page(request: HttpRequest) -> tuple[int, int]:
    """Page and page size; an invalid value counts as the default."""
    page = positive_integer(request.GET.get("page"), 1)
    per_page = positive_integer(request.GET.get("per_page"), DEFAULT_PER_PAGE)
    return page, min(per_page, MAX_PER_PAGE)


def positive_integer(text: str | None, default: int) -> int:
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(int(text[:18]), 10**15) or default


def rows_of_page(
    rows: QuerySet[M], total: int, page: int, per_page: int, shift: int = 0
) -> list[M]:
    """The rows of a page, reached from the nearer end, so that the last is as fast as the first.

    `shift` is injected by a fault: rows that vanished (or, negative, appeared) before this page.
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
    rows_by_key = rows.model._default_manager.in_bulk(keys)
    return [rows_by_key[key] for key in keys]


def links_and_meta(
    *, path: str, page: int, per_page: int, as_text: bool, row_count: int, total: int
) -> dict[str, object]:
    """The `links` and `meta` around a page."""
    last = max(1, -(-total // per_page))
    first = (page - 1) * per_page + 1
    return {
        "links": {
            "first": f"{path}?page=1",
            "last": f"{path}?page={last}",
            "prev": f"{path}?page={page - 1}" if page > 1 else None,
            "next": f"{path}?page={page + 1}" if page < last else None,
        },
        "meta": {
            "current_page": page,
            "from": first if row_count else None,
            "last_page": last,
            "path": path,
            "per_page": str(per_page) if as_text else per_page,
            "to": first + row_count - 1 if row_count else None,
            "total": total,
        },
    }


@contextmanager
def read_snapshot() -> Iterator[None]:
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
