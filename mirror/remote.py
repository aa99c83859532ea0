"""The account that is mirrored: its client, and whether it is still the same one."""

from functools import cache

from django.conf import settings

from clients.console import Console
from clients.transport import RateLimit, Unlimited
from mirror import clock
from mirror.models import MirrorRemote
from mirror.rate import shared_rate


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
    """Raises OtherAccount when the mirror is of another base URL; notes the first one."""
    clock.keep()
    remote, _ = MirrorRemote.objects.get_or_create(
        pk=1, defaults={"base_url": _address(), "account": ""}
    )
    if remote.base_url != _address():
        raise OtherAccount(
            f"This mirror is of {remote.base_url}, and the settings name {_address()}."
            " `manage.py mirror adopt` starts it anew."
        )


def check_same_account(uid: object) -> None:
    """Raises OtherAccount when an object carries another account's `uid`; notes the first one."""
    account = str(uid)
    remote = MirrorRemote.objects.get(pk=1)
    if not remote.account:
        MirrorRemote.objects.filter(pk=1, account="").update(account=account)
    elif remote.account != account:
        raise OtherAccount(
            f"This mirror is of account {remote.account}, and the remote's objects are of account"
            f" {account}. `manage.py mirror adopt` starts it anew."
        )


def check_writable() -> None:
    """To be called before any change at the remote. Raises ReadOnly or OtherAccount."""
    if settings.ACRCLOUD_READ_ONLY:
        raise ReadOnly("This portal is set to read only: nothing is changed at the remote.")
    check_same_address()


def _address() -> str:
    """The embedded engine keeps its account when its port changes: the port isn't its name."""
    return "embedded engine" if settings.REMOTE_IS_ENGINE else settings.ACRCLOUD_BASE_URL


@cache
def _console(base_url: str, region_url: str, token: str, per_second: float) -> Console:
    limit: RateLimit = shared_rate(per_second) if per_second > 0 else Unlimited()
    return Console(
        base_url=base_url, region_url=region_url, token=token, limit=limit, clock=clock.now
    )
