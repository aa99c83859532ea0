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
    """A URL, and the addresses its name had when it was checked: those get called, in order."""

    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]
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
    host, port = ascii_of(parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username is not None:
        raise OutOfReach("only http and https addresses without a user are called")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    free = allowed(parts.scheme, host, port)
    addresses = tuple(each for each in resolved(host, port) if free or public(each))
    if not addresses:
        raise OutOfReach(f"{host} is a private address; see ENGINE_REACH")
    return Destination(parts.scheme, host, port, addresses, target)


def split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises on a port that is none
    except ValueError:
        raise OutOfReach("the address can't be read") from None
    if any(ord(character) <= 32 for character in url):
        raise OutOfReach("the address can't be read")
    return parts


def ascii_of(host: str) -> str:
    """A name as DNS and a Host header have it: xn--…, and the digits of any script as 0 to 9."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise OutOfReach("the name in the address can't be read") from None


def resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutOfReach(f"the name {host} can't be resolved") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


def allowed(scheme: str, host: str, port: int) -> bool:
    for origin in (settings.PUBLIC_URL, *settings.ENGINE_REACH):
        if origin == "*":
            return True
        parts = urlsplit(origin)
        known = ascii_of(parts.hostname or ""), parts.port or PORTS.get(parts.scheme)
        if parts.scheme == scheme and known == (host, port):
            return True
    return False
