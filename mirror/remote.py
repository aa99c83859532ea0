"""The account that is mirrored: its client, and whether it is still the same one."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings

from clients.console import Console
from clients.transport import RateLimit, Unlimited
from mirror import clock
from mirror.models import MirrorRemote
from mirror.rate import shared_rate
from mirror.resources import Resource


class OtherAccount(Exception):
    """The settings point at another account than the one that was mirrored."""


class ReadOnly(Exception):
    """ACRCLOUD_READ_ONLY forbids every change at the remote."""


def console() -> Console:
    """The client of the configured account: one a process, since it keeps connections open."""
    return _console(
        settings.ACRCLOUD_BASE_URL,
        settings.ACRCLOUD_REGION_URL,
        settings.ACRCLOUD_TOKEN,
        settings.ACRCLOUD_RATE_LIMIT,
    )


def check_same_address() -> None:
    """Raises OtherAccount when the mirror is of another base URL; notes the first one.

    And when another account was found there, as long as the token is the one that found it.
    """
    clock.keep()
    known = _known()
    if known.base_url != _address():
        raise OtherAccount(
            f"This mirror is of {known.base_url}, and the settings name {_address()}."
            " `manage.py mirror adopt` starts it anew."
        )
    if known.other_account and known.other_token == _token_hash():
        raise _other(known.account, known.other_account)


def check_same_account(uid: object) -> None:
    """Raises OtherAccount when an object carries another account's `uid`; notes the first one.

    Another one is remembered: what it doesn't have would look as if it had gone.
    """
    account, known = str(uid), _known()
    noted = MirrorRemote.objects.filter(pk=known.pk)
    if not known.account:
        noted.filter(account="").update(account=account)
    elif known.account != account:
        noted.update(other_account=account, other_token=_token_hash())
        raise _other(known.account, account)


def check_owner(resource: Resource[Any], rows: Sequence[Any]) -> bool:
    """As `check_same_account`, by the first of an answer's objects that tells whose it is.

    False when none tells.
    """
    if resource.owned:
        for row in rows:
            if isinstance(row, dict) and row.get("uid"):
                check_same_account(row["uid"])
                return True
    return False


def check_writable() -> None:
    """To be called before any change at the remote. Raises ReadOnly or OtherAccount."""
    if settings.ACRCLOUD_READ_ONLY:
        raise ReadOnly("This portal is set to read only: nothing is changed at the remote.")
    check_same_address()


def _known() -> MirrorRemote:
    defaults = {"base_url": _address(), "account": ""}
    return MirrorRemote.objects.get_or_create(pk=1, defaults=defaults)[0]


def _other(account: str, found: str) -> OtherAccount:
    return OtherAccount(
        f"This mirror is of account {account}, and the remote's objects are of account {found}."
        f" Set the token of account {account} again, or `manage.py mirror adopt` starts it anew."
    )


def _token_hash() -> str:
    """Tells tokens apart, and nothing about them."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"mirror token").digest()
    return hashlib.blake2b(settings.ACRCLOUD_TOKEN.encode(), digest_size=16, key=key).hexdigest()


def _address() -> str:
    """The embedded engine keeps its account when its port changes: the port isn't its name."""
    return "embedded engine" if settings.REMOTE_IS_ENGINE else settings.ACRCLOUD_BASE_URL


@cache
def _console(base_url: str, region_url: str, token: str, per_second: float) -> Console:
    limit: RateLimit = shared_rate(per_second) if per_second > 0 else Unlimited()
    return Console(
        base_url=base_url, region_url=region_url, token=token, limit=limit, clock=clock.now
    )
