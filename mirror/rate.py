"""One budget of requests to the account, shared by every worker on every host."""

import logging
import math
import threading
import time
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from clients.errors import Throttled
from clients.transport import LONGEST_RETRY_AFTER

# Threads of all workers that may wait for their slot at once.
MOST_WAITING = 500

log = logging.getLogger(__name__)

# Hands out the next free slot, by the server's clock, and says how long it is away (microseconds).
# A slot further away than any can be was noted before that clock was set back. One that is too far
# for who asks is left to others.
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
    """So many requests a second in all. Without the shared store each process keeps to it alone."""

    KEY = "portal:remote-rate"

    def __init__(self, per_second: float, store: "redis.Redis") -> None:
        self._interval = 1 / per_second
        self._furthest = int((LONGEST_RETRY_AFTER + MOST_WAITING * self._interval) * 1e6)
        self._store = store
        self._reserve = store.register_script(_RESERVE)
        self._pause = store.register_script(_PAUSE)
        self._lock = threading.Lock()
        self._own_next = 0.0

    def wait(self, patience: float = math.inf) -> None:
        """Return when one more request may be sent. Raises Throttled when that is too far away."""
        most = int(min(patience * 1e6, self._furthest))
        try:
            asked = [int(self._interval * 1e6), self._furthest, most]
            away = int(self._reserve(keys=[self.KEY], args=asked)) / 1e6
        except redis.RedisError as error:
            log.warning("the shared rate limit is out of reach: %s", type(error).__name__)
            away = self._reserve_alone(most / 1e6)
        if away > most / 1e6:
            raise Throttled("The remote is throttling requests.", retry_after=away)
        time.sleep(away)

    def pause(self, seconds: float) -> None:
        """Let nobody send for so long. Returns at once."""
        seconds = min(seconds, LONGEST_RETRY_AFTER)
        try:
            self._pause(keys=[self.KEY], args=[int(seconds * 1e6)])
        except redis.RedisError:
            with self._lock:
                self._own_next = max(self._own_next, time.monotonic() + seconds)

    def _reserve_alone(self, most: float) -> float:
        """As the script, for this process: seconds to its next free slot."""
        with self._lock:
            now = time.monotonic()
            slot = max(self._own_next, now)
            if slot - now <= most:
                self._own_next = slot + self._interval
        return slot - now


@cache
def shared_rate(per_second: float) -> SharedRate:
    # One try: who waits for a slot must not wait for a store that is away.
    store = redis.Redis.from_url(
        settings.CACHE_URL,
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
    )
    return SharedRate(per_second, store)
