"""Pages of a list, in order, with the next ones already on their way."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from django.conf import settings

from clients.console import Page

# Pages asked for ahead, for each fetcher: none waits for the writer to take its last one.
AHEAD = 2


class FetchPage(Protocol):
    def __call__(self, *, number: int) -> Page: ...


def pages(fetch: FetchPage, *, first: int = 1) -> Iterator[Page]:
    """Every page from `first` to the last one that the remote names, which may move meanwhile.

    Stops at an empty page: a remote that lies about its last page can't make this run for ever.
    """
    page = fetch(number=first)
    yield page
    if not page.rows or page.last <= first:
        return
    fetchers = settings.SYNC_FETCHERS
    pool = ThreadPoolExecutor(fetchers, thread_name_prefix="fetch")
    ahead: deque[Future[Page]] = deque()
    number, last = first + 1, page.last
    try:
        while True:
            while number <= last and len(ahead) < fetchers * AHEAD:
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
