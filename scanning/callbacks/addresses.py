"""The addresses at which callbacks arrive: made, recognized, retired."""

import hashlib
import secrets
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from scanning.models import CallbackAddress

TOKEN_BYTES = 32
OVERLAP = timedelta(hours=24)


def issue(container_id: int | None = None) -> tuple[CallbackAddress, str]:
    """A new address and its URL, which can't be had again from here: only a hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    address = CallbackAddress.objects.create(token_hash=_hash(token), container_id=container_id)
    return address, settings.PUBLIC_URL + reverse("callback-hook", args=[token])


def find(token: str) -> CallbackAddress | None:
    """The address behind a path, if it still takes callbacks. One query."""
    return CallbackAddress.objects.accepting().filter(token_hash=_hash(token)).first()


def find_url(url: str) -> CallbackAddress | None:
    """The address that a container's callback URL is of; None for somebody else's URL."""
    ours = settings.PUBLIC_URL + reverse("callback-hook", args=["-"])[:-1]
    token = url.removeprefix(ours)
    return find(token) if token != url and token else None


def retire(container_id: int, *, but: CallbackAddress | None = None, after: timedelta) -> int:
    """Let a container's addresses end `after` a while, in which a callback may be on its way.

    The one it calls from now on stays, even if its own end was near.
    """
    until = timezone.now() + after
    addresses = CallbackAddress.objects.filter(container_id=container_id).filter(
        Q(retired_at=None) | Q(retired_at__gt=until)
    )
    if but is not None:
        addresses = addresses.exclude(pk=but.pk)
        CallbackAddress.objects.filter(pk=but.pk).update(retired_at=None)
    return addresses.update(retired_at=until)


def retire_one(address: CallbackAddress, *, after: timedelta) -> None:
    CallbackAddress.objects.filter(pk=address.pk).update(retired_at=timezone.now() + after)


def bind(address: CallbackAddress, container_id: int) -> None:
    """Note which container an address was made for, once the remote has given it an id."""
    CallbackAddress.objects.filter(pk=address.pk).update(container_id=container_id)


def obstacle() -> str:
    """Why the remote could not reach this portal, as a sentence; "" when it can."""
    if settings.REMOTE_IS_ENGINE:
        return ""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not _is_loopback(host):
        return ""
    return (
        f"PUBLIC_URL is {settings.PUBLIC_URL}, which only this machine can reach: the remote's"
        " callbacks can't arrive. Until it is set to a public address, files are followed by"
        " asking for them every few seconds."
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
