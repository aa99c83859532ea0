"""HTTP sessions that keep their connections open, for whichever thread asks next."""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter

# Common servers close a connection that was idle for five seconds. A request that meets this may
# be lost, and not all may be sent again.
KEPT_SECONDS = 4.0


class Sessions:
    """Lends each session to one caller at a time. Thread-safe.

    A caller gets the one that was given back last, so that few connections serve everybody, and a
    new one where that is idle for too long.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        # With the time at which each was given back, the earliest first.
        self._idle = deque[tuple[requests.Session, float]]()

    @contextmanager
    def lent(self) -> Iterator[requests.Session]:
        """The caller reads or closes its responses before it gives the session back."""
        session = self._take()
        try:
            yield session
        except BaseException:
            session.close()
            raise
        self._idle.append((session, time.monotonic()))
        self._close_old()

    def _take(self) -> requests.Session:
        try:
            session, given_back = self._idle.pop()
        except IndexError:
            return self._new()
        if time.monotonic() - given_back < KEPT_SECONDS:
            return session
        session.close()
        return self._new()

    def _close_old(self) -> None:
        """Close those that nobody needed for a while."""
        while True:
            try:
                session, given_back = self._idle.popleft()
            except IndexError:
                return
            if time.monotonic() - given_back < KEPT_SECONDS:
                self._idle.appendleft((session, given_back))
                return
            session.close()

    def _new(self) -> requests.Session:
        session = requests.Session()
        session.headers.update(self._headers)
        session.trust_env = False
        # What one request was told is none of the next one's business.
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=4))
        return session
