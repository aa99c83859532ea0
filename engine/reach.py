"""Which addresses the engine may call: the public internet, the portal, and what ENGINE_REACH says.

Customers name addresses for callbacks and downloads. An engine that went wherever it is sent
would open everything on its own network to them.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}


class OutOfReach(Exception):
    """An address the engine must not or can't call; the message is fit for the customer."""


@dataclass(frozen=True)
class Destination:
    """A URL, and the address its name had when it was checked: that one gets called."""

    scheme: str
    host: str
    port: int
    address: str
    target: str

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def destination(url: str) -> Destination:
    """Check a URL and resolve its name. Raises OutOfReach."""
    parts = split(url)
    host, port = parts.hostname, parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise OutOfReach("only http and https addresses without a user are called")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    for address in resolved(host, port):
        if allowed(parts.scheme, host, port) or public(address):
            return Destination(parts.scheme, host, port, address, target)
    raise OutOfReach(f"{host} is a private address; see ENGINE_REACH")


def split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises on a port that is none
    except ValueError:
        raise OutOfReach("the address can't be read") from None
    if any(ord(character) <= 32 for character in url):
        raise OutOfReach("the address can't be read")
    return parts


def resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutOfReach(f"the name {host} can't be resolved") from None
    return [str(entry[4][0]) for entry in found]


def public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


def allowed(scheme: str, host: str, port: int) -> bool:
    for origin in (settings.PUBLIC_URL, *settings.ENGINE_REACH):
        if origin == "*":
            return True
        parts = urlsplit(origin)
        if (parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)) == (
            scheme,
            host,
            port,
        ):
            return True
    return False
