"""Replies and page cursors in the cache. A cache that is down costs only time."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def get_cached(*key: object) -> bytes | None:
    """The value of this key; None when there is none, or when the cache is down."""
    try:
        value: bytes | None = cache.get(_cache_key(key))
    except (RedisError, OSError):
        return None
    return value


def set_cached(value: bytes, *key: object, seconds: int) -> None:
    """Does nothing when the cache is down."""
    try:
        cache.set(_cache_key(key), value, seconds)
    except (RedisError, OSError):
        log.warning("The cache is down: nothing is cached.")


def _cache_key(key: tuple[object, ...]) -> str:
    return f"gateway:{hashlib.sha256(repr(key).encode()).hexdigest()}"
