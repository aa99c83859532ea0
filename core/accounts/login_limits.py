"""Limits sign-in attempts, without letting a stranger lock a person out.

Counted in the cache that all processes share; while it is down, in each process alone, so that
people can still sign in and guessing stays slow.
"""

import hashlib
import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

WINDOW_SECONDS = 15 * 60
# For one name from one address, or from one device that the name signed in on before.
MAX_ATTEMPTS = 10
# For all names from one address: who tries one password with many names.
MAX_FAILURES = 50

log = logging.getLogger(__name__)
_local_counts = LocMemCache("login-limits", {})


class TooManyAttemptsError(Exception):
    """Sign-in is refused for at most WINDOW_SECONDS."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try with a password. `device` is one on which the name signed in before, or empty."""

    username: str
    address: str
    device: str = ""

    @property
    def is_familiar(self) -> bool:
        """Whether others at the same address can't lock it out."""
        return bool(self.device)

    @property
    def key(self) -> str:
        name = hashlib.sha256(self.username.casefold().encode()).hexdigest()
        return f"sign-in:{name}:{self.device or self.address}"


def count_attempt(attempt: Attempt) -> None:
    """Count an attempt before the password is checked. Raises TooManyAttemptsError."""
    # Counted first, so that simultaneous attempts can't all stay under the limit.
    if _add(attempt.key, 1) > MAX_ATTEMPTS:
        raise TooManyAttemptsError
    if not attempt.is_familiar and _add(_address_key(attempt.address), 0) > MAX_FAILURES:
        raise TooManyAttemptsError


def is_first_refusal(attempt: Attempt) -> bool:
    """Whether this is the first attempt in a window that is refused without a check."""
    return _add(f"{attempt.key}:refused", 1) == 1


def count_failure(attempt: Attempt) -> None:
    _add(_address_key(attempt.address), 1)


def clear_attempts(attempt: Attempt) -> None:
    _local_counts.delete(attempt.key)
    try:
        cache.delete(attempt.key)
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


def _address_key(address: str) -> str:
    return f"sign-in:{address}"
