"""Pages of a list, in order, while the next ones are being fetched."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, NamedTuple, Protocol, TypeVar

from django.conf import settings

from core.clients.console import FetchedPage

# Pages ahead for each fetcher, so that none waits for the writer.
PAGES_AHEAD = 2
T = TypeVar("T")


class FetchPage(Protocol):
    def __call__(self, *, number: int) -> FetchedPage: ...


def fetch_pages(fetch: FetchPage, *, first: int = 1) -> Iterator[FetchedPage]:
    """Every page from `first` to the last one that the remote names, which may change meanwhile.

    Stops at an empty page, so that a remote that names a wrong last page can't make it run forever.
    """
    return fetch_and_prepare(fetch, _unprepared, first=first)


def fetch_and_prepare(
    fetch: FetchPage, prepare: Callable[[FetchedPage], T], *, first: int = 1
) -> Iterator[T]:
    """What `prepare` makes of each page of `fetch_pages`.

    It is called by the fetchers, so that the caller doesn't wait for it, and must not use the
    database. What it raises is raised here, in the order of the pages.
    """

    def fetch_one(number: int) -> _Fetched[T]:
        page = fetch(number=number)
        return _Fetched(prepare(page), not page.rows, page.last)

    fetched = fetch_one(first)
    yield fetched.prepared
    if fetched.is_empty or fetched.last <= first:
        return
    fetchers = settings.SYNC_FETCHERS
    pool = ThreadPoolExecutor(fetchers, thread_name_prefix="fetch")
    ahead: deque[Future[_Fetched[T]]] = deque()
    number, last = first + 1, fetched.last
    try:
        while True:
            while number <= last and len(ahead) < fetchers * PAGES_AHEAD:
                ahead.append(pool.submit(fetch_one, number))
                number += 1
            if not ahead:
                return
            fetched = ahead.popleft().result()
            if fetched.is_empty:
                return
            last = fetched.last
            yield fetched.prepared
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Fetched(NamedTuple, Generic[T]):
    prepared: T
    is_empty: bool
    last: int


def _unprepared(page: FetchedPage) -> FetchedPage:
    return page
