"""The secret addresses at which callbacks arrive: issuing, finding and retiring them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.gateway.prepared import PreparedQuery
from scanning.models import CallbackAddress

TOKEN_BYTES = 32
OVERLAP = timedelta(hours=24)
_BY_HASH = PreparedQuery(
    lambda token_hash, now: (
        CallbackAddress.objects.accepting(now)
        .filter(token_hash=token_hash)
        .values_list("pk", "container_id")
    ),
    str,
    datetime,
)


def issue(container_id: int | None = None) -> tuple[CallbackAddress, str]:
    """Return a new address and its URL. The URL can't be had again: only a hash is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    address = CallbackAddress.objects.create(token_hash=_hash(token), container_id=container_id)
    return address, settings.PUBLIC_URL + reverse("scanning:callback_hook", args=[token])


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address that accepts callbacks, of a container or of all."""

    id: int
    container_id: int | None


def look_up(token: str) -> FoundAddress | None:
    """The address of a token, if it still accepts callbacks. One query, asked for each callback."""
    row = _BY_HASH.row(_hash(token), timezone.now())
    return FoundAddress(*row) if row else None


def find(token: str) -> CallbackAddress | None:
    """As `look_up`, but the row itself."""
    return CallbackAddress.objects.accepting().filter(token_hash=_hash(token)).first()


def find_by_url(url: str) -> CallbackAddress | None:
    """The address with a container's callback URL; None for a URL that is not the portal's."""
    prefix = settings.PUBLIC_URL + reverse("scanning:callback_hook", args=["-"])[:-1]
    token = url.removeprefix(prefix)
    return find(token) if token != url and token else None


def retire_all(container_id: int, *, keep: CallbackAddress | None = None, after: timedelta) -> int:
    """Retire a container's addresses `after` a while, in which a callback may be on its way.

    `keep` is the address it calls from now on: it is not retired, even if it was about to be.
    """
    retired_at = timezone.now() + after
    addresses = CallbackAddress.objects.filter(container_id=container_id).filter(
        Q(retired_at=None) | Q(retired_at__gt=retired_at)
    )
    if keep is not None:
        addresses = addresses.exclude(pk=keep.pk)
        CallbackAddress.objects.filter(pk=keep.pk).update(retired_at=None)
    return addresses.update(retired_at=retired_at)


def retire(address: CallbackAddress, *, after: timedelta) -> None:
    CallbackAddress.objects.filter(pk=address.pk).update(retired_at=timezone.now() + after)


def bind(address: CallbackAddress, container_id: int) -> None:
    """Record the container of an address, once the remote has given the container an id."""
    CallbackAddress.objects.filter(pk=address.pk).update(container_id=container_id)


def obstacle() -> str:
    """Why the remote can't reach this portal, as a sentence; "" when it can."""
    if settings.REMOTE_IS_ENGINE:
        return ""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not _is_loopback(host):
        return ""
    return (
        f"PUBLIC_URL is {settings.PUBLIC_URL}, which only this machine can reach: the remote's"
        " callbacks can't arrive. Until it is set to a public address, the portal polls for the"
        " state of files every few seconds."
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
