"""Which addresses may be called: the public internet, and the private origins that are allowed.

Customers name addresses for callbacks and downloads. A server that called any address it is given
would open its own network to them (server-side request forgery).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_ORIGIN = "*"
# Where hosts with IPv6 alone find public IPv4 addresses (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What `is_global` of some versions of Python lets pass.
PRIVATE_NETWORKS = (
    ipaddress.IPv6Network("::/96"),  # an IPv4 address in an obsolete form (RFC 4291, 2.5.5.1)
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # a network's own translation (RFC 8215)
    ipaddress.IPv6Network("2001::/32"),  # Teredo, which tunnels to any IPv4 address (RFC 4380)
    ipaddress.IPv6Network("fec0::/10"),  # site-local (RFC 3879)
)


class AddressRefusedError(Exception):
    """An address that must not or can't be called; the message may be shown to the customer."""


@dataclass(frozen=True)
class CheckedAddress:
    """A URL, and the IP addresses its name had when it was checked: those get called, in order."""

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
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class SsrfGuard:
    """Refuses private addresses, except those of `allowed_origins` (`*` allows all).

    `setting` is where an operator allows an origin; a refusal names it.
    """

    allowed_origins: tuple[str, ...]
    setting: str

    def check(self, url: str) -> CheckedAddress:
        """Check a URL and resolve its name. Raises AddressRefusedError."""
        parts = split_url(url)
        host = ascii_host(parts.hostname or "")
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        if parts.scheme not in DEFAULT_PORTS or not host or parts.username is not None:
            raise AddressRefusedError("only http and https addresses without a user are called")
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        allowed = self.is_allowed(parts.scheme, host, port)
        addresses = tuple(
            address for address in resolve(host, port) if allowed or is_public(address)
        )
        if not addresses:
            raise AddressRefusedError(f"{host} is a private address; see {self.setting}")
        return CheckedAddress(parts.scheme, host, port, addresses, target)

    def is_allowed(self, scheme: str, host: str, port: int) -> bool:
        """Whether the origin may be called even where its addresses are private."""
        for origin in self.allowed_origins:
            if origin == ANY_ORIGIN:
                return True
            parts = urlsplit(origin)
            allowed_host = ascii_host(parts.hostname or "")
            allowed_port = parts.port or DEFAULT_PORTS.get(parts.scheme)
            if (parts.scheme, allowed_host, allowed_port) == (scheme, host, port):
                return True
        return False


def split_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises where the port is not a number
    except ValueError:
        raise AddressRefusedError("the address can't be read") from None
    if any(ord(character) <= 32 for character in url):
        raise AddressRefusedError("the address can't be read")
    return parts


def ascii_host(host: str) -> str:
    """A name as DNS and a Host header have it: xn--…, and the digits of any script as 0 to 9."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        raise AddressRefusedError("the name in the address can't be read") from None


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a name, in the resolver's order, each once."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefusedError(f"the name {host} can't be resolved") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, and so is the IPv4 address inside it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip.ipv4_mapped:
        return is_public(str(ip.ipv4_mapped))
    if ip.sixtofour:
        return is_public(str(ip.sixtofour))
    if ip in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    is_refused = any(ip in network for network in PRIVATE_NETWORKS)
    return ip.is_global and not ip.is_multicast and not is_refused
