"""Answers and places, remembered for a while. Without the cache nothing is lost but time."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def recall(*what: object) -> bytes | None:
    """What was kept under these words; None when nothing was, or the cache is down."""
    try:
        kept: bytes | None = cache.get(_key(what))
    except (RedisError, OSError):
        return None
    return kept


def keep(answer: bytes, *what: object, seconds: int) -> None:
    try:
        cache.set(_key(what), answer, seconds)
    except (RedisError, OSError):
        log.warning("The cache is down: nothing is remembered.")


def _key(what: tuple[object, ...]) -> str:
    return f"gateway:{hashlib.sha256(repr(what).encode()).hexdigest()}"
