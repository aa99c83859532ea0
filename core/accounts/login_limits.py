"""Limits sign-in attempts, without letting a stranger lock a person out.

Counted in the cache that all processes share; while it is down, in each process alone, so that
people can still sign in and guessing stays slow.
"""

import hashlib
import logging

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

WINDOW_SECONDS = 15 * 60
MAX_ATTEMPTS_PER_PERSON_AND_ADDRESS = 10
MAX_FAILURES_PER_ADDRESS = 50

log = logging.getLogger(__name__)
_local_counts = LocMemCache("login-limits", {})


class TooManyAttemptsError(Exception):
    """Sign-in is refused for at most WINDOW_SECONDS."""


def count_attempt(username: str, address: str) -> None:
    """Count an attempt before the password is checked. Raises TooManyAttemptsError."""
    # Counted first, so that simultaneous attempts can't all stay under the limit.
    if _add(_person_key(username, address), 1) > MAX_ATTEMPTS_PER_PERSON_AND_ADDRESS:
        raise TooManyAttemptsError
    if _add(_address_key(address), 0) > MAX_FAILURES_PER_ADDRESS:
        raise TooManyAttemptsError


def is_first_refusal(username: str, address: str) -> bool:
    """Whether this is the first attempt in a window that is refused without a check."""
    return _add(f"{_person_key(username, address)}:refused", 1) == 1


def count_failure(address: str) -> None:
    _add(_address_key(address), 1)


def clear_attempts(username: str, address: str) -> None:
    key = _person_key(username, address)
    _local_counts.delete(key)
    try:
        cache.delete(key)
    except (RedisError, OSError):
        log.warning("The cache is down: the count of sign-in attempts stays until it expires.")


def _add(key: str, step: int) -> int:
    try:
        return _add_in(cache, key, step)
    except (RedisError, OSError):
        log.warning("The cache is down: sign-in attempts are counted in this process alone.")
        return _add_in(_local_counts, key, step)


def _add_in(store: BaseCache, key: str, step: int) -> int:
    store.add(key, 0, WINDOW_SECONDS)
    try:
        return store.incr(key, step)
    except ValueError:  # it expired between add and incr
        return step


def _person_key(username: str, address: str) -> str:
    name = hashlib.sha256(username.casefold().encode()).hexdigest()
    return f"sign-in:{name}:{address}"


def _address_key(address: str) -> str:
    return f"sign-in:{address}"
