"""Pages of a list, in order, while the next ones are being fetched."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from django.conf import settings

from core.clients.console import FetchedPage

# Pages ahead for each fetcher, so that none waits for the writer.
PAGES_AHEAD = 2


class FetchPage(Protocol):
    def __call__(self, *, number: int) -> FetchedPage: ...


def fetch_pages(fetch: FetchPage, *, first: int = 1) -> Iterator[FetchedPage]:
    """Every page from `first` to the last one that the remote names, which may change meanwhile.

    Stops at an empty page, so that a remote that names a wrong last page can't make it run forever.
    """
    page = fetch(number=first)
    yield page
    if not page.rows or page.last <= first:
        return
    fetchers = settings.SYNC_FETCHERS
    pool = ThreadPoolExecutor(fetchers, thread_name_prefix="fetch")
    ahead: deque[Future[FetchedPage]] = deque()
    number, last = first + 1, page.last
    try:
        while True:
            while number <= last and len(ahead) < fetchers * PAGES_AHEAD:
                ahead.append(pool.submit(fetch, number=number))
                number += 1
            if not ahead:
                return
            page = ahead.popleft().result()
            if not page.rows:
                return
            last = page.last
            yield page
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
