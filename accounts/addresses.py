"""Where a request came from, through the proxies we trust and no others."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not a trusted proxy; empty when there is none.

    `X-Forwarded-For` is read from the right, because only our own proxies wrote that end.
    """
    address = _plain(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and _trusted(address):
        nearer = _plain(forwarded.pop())
        if not nearer:
            break
        address = nearer
    return address


def _plain(text: str) -> str:
    """The address in its one canonical form; empty when it is not an address."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def _trusted(address: str) -> bool:
    networks = settings.TRUSTED_PROXIES
    return bool(address) and any(ip_address(address) in network for network in networks)
