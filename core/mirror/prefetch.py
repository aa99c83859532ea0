"""Pages of a list, in order, while the next ones are being fetched."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

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
    for page, _ in fetch_and_prepare(fetch, _nothing, first=first):
        yield page


def fetch_and_prepare(
    fetch: FetchPage, prepare: Callable[[FetchedPage], T], *, first: int = 1
) -> Iterator[tuple[FetchedPage, T]]:
    """The pages of `fetch_pages`, each with what `prepare` makes of it.

    It is called by the fetchers, so that the caller doesn't wait for it, and must not use the
    database. What it raises is raised here, in the order of the pages.
    """

    def fetch_one(number: int) -> tuple[FetchedPage, T]:
        page = fetch(number=number)
        return page, prepare(page)

    page, prepared = fetch_one(first)
    yield page, prepared
    if not page.rows or page.last <= first:
        return
    fetchers = settings.SYNC_FETCHERS
    pool = ThreadPoolExecutor(fetchers, thread_name_prefix="fetch")
    ahead: deque[Future[tuple[FetchedPage, T]]] = deque()
    number, last = first + 1, page.last
    try:
        while True:
            while number <= last and len(ahead) < fetchers * PAGES_AHEAD:
                ahead.append(pool.submit(fetch_one, number))
                number += 1
            if not ahead:
                return
            page, prepared = ahead.popleft().result()
            if not page.rows:
                return
            last = page.last
            yield page, prepared
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _nothing(_page: FetchedPage) -> None:
    return None
