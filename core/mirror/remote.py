"""The account that is mirrored: its client, and whether it is still the same one."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings

from core.clients.console import Console
from core.clients.transport import NoRateLimit, RateLimit
from core.mirror import clock
from core.mirror.models import MirrorRemote
from core.mirror.rate import SharedRate, shared_rate
from core.mirror.resources import Resource


class OtherAccountError(Exception):
    """The settings point at another account than the one that was mirrored."""


class ReadOnlyError(Exception):
    """ACRCLOUD_READ_ONLY forbids every change at the remote."""


def console() -> Console:
    """The client of the configured account: one a process, since it keeps connections open."""
    return _console(
        settings.ACRCLOUD_BASE_URL,
        settings.ACRCLOUD_REGION_URL,
        settings.ACRCLOUD_TOKEN,
        settings.ACRCLOUD_RATE_LIMIT,
    )


def half_of_the_rate(purpose: str) -> RateLimit:
    """A limit to wait for before each request of what must leave others room; then comes the usual.

    It is shared by all processes that work for the same purpose.
    """
    per_second = settings.ACRCLOUD_RATE_LIMIT / 2
    key = f"{SharedRate.KEY}:{purpose}"
    return shared_rate(per_second, key) if per_second > 0 else NoRateLimit()


def check_same_address() -> None:
    """Raises OtherAccountError when the mirror is of another base URL; records the first one.

    Also when another account was found there, as long as the token is the one that found it.
    """
    clock.refresh()
    known = _recorded()
    if known.base_url != _address():
        raise OtherAccountError(
            f"This mirror is of {known.base_url}, and the settings name {_address()}."
            " `manage.py mirror adopt` starts it anew."
        )
    if known.other_account and known.other_token == _token_hash():
        raise _other_account_error(known.account, known.other_account)


def check_same_account(uid: object) -> None:
    """Raises OtherAccountError when an object has another account's `uid`; records the first one.

    The other account is recorded too, so that no pass runs: every row would seem to be gone.
    """
    account, known = str(uid), _recorded()
    rows = MirrorRemote.objects.filter(pk=known.pk)
    if not known.account:
        rows.filter(account="").update(account=account)
    elif known.account != account:
        rows.update(other_account=account, other_token=_token_hash())
        raise _other_account_error(known.account, account)


def check_owner(resource: Resource[Any], rows: Sequence[Any]) -> bool:
    """`check_same_account` with the first object of a reply that has a `uid`.

    Returns False when none has one.
    """
    if resource.owned:
        for row in rows:
            if isinstance(row, dict) and row.get("uid"):
                check_same_account(row["uid"])
                return True
    return False


def check_writable() -> None:
    """Must be called before any change at the remote. Raises ReadOnlyError or OtherAccountError."""
    if settings.ACRCLOUD_READ_ONLY:
        raise ReadOnlyError("This portal is set to read only: nothing is changed at the remote.")
    check_same_address()


def _recorded() -> MirrorRemote:
    defaults = {"base_url": _address(), "account": ""}
    return MirrorRemote.objects.get_or_create(pk=1, defaults=defaults)[0]


def _other_account_error(account: str, other: str) -> OtherAccountError:
    return OtherAccountError(
        f"This mirror is of account {account}, and the remote's objects are of account {other}."
        f" Set the token of account {account} again, or `manage.py mirror adopt` starts it anew."
    )


def _token_hash() -> str:
    """A keyed hash: tells tokens apart and reveals nothing about them."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"mirror token").digest()
    return hashlib.blake2b(settings.ACRCLOUD_TOKEN.encode(), digest_size=16, key=key).hexdigest()


def _address() -> str:
    """The base URL; one name for the embedded engine, whose port may change."""
    return "embedded engine" if settings.REMOTE_IS_ENGINE else settings.ACRCLOUD_BASE_URL


@cache
def _console(base_url: str, region_url: str, token: str, per_second: float) -> Console:
    limit: RateLimit = shared_rate(per_second) if per_second > 0 else NoRateLimit()
    return Console(
        base_url=base_url, region_url=region_url, token=token, limit=limit, clock=clock.now
    )
