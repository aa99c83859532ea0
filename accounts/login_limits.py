"""Slows down guessing of passwords, without letting a stranger lock a person out.

Counted in the cache that all processes share; when that is down, in this process alone, so that
people can still sign in and guessing stays slow.
"""

import hashlib
import logging

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

WINDOW_SECONDS = 15 * 60
TRIES_PER_PERSON_AND_ADDRESS = 10
FAILURES_PER_ADDRESS = 50

log = logging.getLogger(__name__)
_own_counts = LocMemCache("login-limits", {})


class TooManyTries(Exception):
    """Wait for at most WINDOW_SECONDS."""


def begin(username: str, address: str) -> None:
    """Count a try before the password is looked at. Raises TooManyTries."""
    # Counted first, so that tries at the same moment can't all slip under the limit.
    if _add(_pair(username, address), 1) > TRIES_PER_PERSON_AND_ADDRESS:
        raise TooManyTries
    if _add(_whole(address), 0) > FAILURES_PER_ADDRESS:
        raise TooManyTries


def is_first_of_many(username: str, address: str) -> bool:
    """Whether this is the first of the tries in a window that were refused unread."""
    return _add(f"{_pair(username, address)}:refused", 1) == 1


def failed(address: str) -> None:
    _add(_whole(address), 1)


def succeeded(username: str, address: str) -> None:
    key = _pair(username, address)
    _own_counts.delete(key)
    try:
        cache.delete(key)
    except (RedisError, OSError):
        log.warning("The cache is down: a finished count of sign-ins stays until it expires.")


def _add(key: str, step: int) -> int:
    try:
        return _add_in(cache, key, step)
    except (RedisError, OSError):
        log.warning("The cache is down: sign-ins are counted in this process alone.")
        return _add_in(_own_counts, key, step)


def _add_in(store: BaseCache, key: str, step: int) -> int:
    store.add(key, 0, WINDOW_SECONDS)
    try:
        return store.incr(key, step)
    except ValueError:  # it expired between the two
        return step


def _pair(username: str, address: str) -> str:
    name = hashlib.sha256(username.casefold().encode()).hexdigest()
    return f"sign-in:{name}:{address}"


def _whole(address: str) -> str:
    return f"sign-in:{address}"
