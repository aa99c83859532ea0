"""One rate limit for all requests to the account, shared by every worker on every host."""

import logging
import math
import threading
import time
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.clients.errors import ThrottledError
from core.clients.transport import MAX_RETRY_AFTER

# Threads of all workers that may wait for their slot at the same time.
MAX_WAITING = 500

log = logging.getLogger(__name__)

# Reserves the next free slot by the server's clock, and returns the microseconds until then.
# A slot further ahead than any can be was reserved before that clock was set back: it is free now.
# A slot that is too far ahead for the caller is not reserved.
_RESERVE = """
local now = redis.call('TIME')
local now_us = now[1] * 1000000 + now[2]
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now_us)
if free - now_us > tonumber(ARGV[2]) then free = now_us end
if free - now_us > tonumber(ARGV[3]) then return free - now_us end
redis.call('SET', KEYS[1], string.format('%d', free + ARGV[1]), 'PX', 600000)
return free - now_us
"""
_PAUSE = """
local now = redis.call('TIME')
local until_us = now[1] * 1000000 + now[2] + ARGV[1]
if until_us > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], string.format('%d', until_us), 'PX', 600000)
end
"""


class SharedRate:
    """So many requests a second in all; in each process when the shared store can't be reached.

    `key` names the limit in the store: all requests have one, and what may use only a part of it
    has another besides.
    """

    KEY = "portal:remote-rate"

    def __init__(self, per_second: float, store: "redis.Redis", key: str = KEY) -> None:
        self._key = key
        self._interval = 1 / per_second
        self._furthest = int((MAX_RETRY_AFTER + MAX_WAITING * self._interval) * 1e6)
        self._store = store
        self._reserve = store.register_script(_RESERVE)
        self._pause = store.register_script(_PAUSE)
        self._lock = threading.Lock()
        self._own_next = 0.0

    def wait(self, max_wait: float = math.inf) -> None:
        """Return when one more request may be sent.

        Raises ThrottledError when that is more than `max_wait` seconds away.
        """
        limit = int(min(max_wait * 1e6, self._furthest))
        try:
            arguments = [int(self._interval * 1e6), self._furthest, limit]
            seconds = int(self._reserve(keys=[self._key], args=arguments)) / 1e6
        except redis.RedisError as error:
            log.warning("the shared rate limit can't be reached: %s", type(error).__name__)
            seconds = self._reserve_alone(limit / 1e6)
        if seconds > limit / 1e6:
            raise ThrottledError("The remote is throttling requests.", retry_after=seconds)
        time.sleep(seconds)

    def pause(self, seconds: float) -> None:
        """Let nobody send for this long. Returns at once."""
        seconds = min(seconds, MAX_RETRY_AFTER)
        try:
            self._pause(keys=[self._key], args=[int(seconds * 1e6)])
        except redis.RedisError:
            with self._lock:
                self._own_next = max(self._own_next, time.monotonic() + seconds)

    def _reserve_alone(self, max_wait: float) -> float:
        """What the script does, for this process: the seconds until its next free slot."""
        with self._lock:
            now = time.monotonic()
            slot = max(self._own_next, now)
            if slot - now <= max_wait:
                self._own_next = slot + self._interval
        return slot - now


@cache
def shared_rate(per_second: float, key: str = SharedRate.KEY) -> SharedRate:
    # No retries: a caller that waits for a slot must not wait for a store that is down.
    store = redis.Redis.from_url(
        settings.CACHE_URL,
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
    )
    return SharedRate(per_second, store, key)
