"""Environment variables, read loudly: a bad value names itself instead of meaning something."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}
HIGHEST_PORT = 65_535

Network = IPv4Network | IPv6Network


class Environment:
    """Typed reads of `os.environ`. Empty counts as unset. All raise ImproperlyConfigured."""

    def __init__(self) -> None:
        self._env = environ.Env()

    def read(self, file: str | Path) -> None:
        """Set what lines `NAME=value` of `file` say, where nothing is set; no file says nothing."""
        said: dict[str, str] = {}
        reader: Any = type("Reader", (environ.Env,), {"ENVIRON": said})
        reader.read_env(file)
        for name, value in said.items():
            if not self.text(name):
                os.environ[name] = value

    def text(self, name: str, default: str = "") -> str:
        value: str = self._env.str(name, "")
        return value.strip() or default

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ImproperlyConfigured(f"{name} must be set")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
        return value in YES

    def whole(self, name: str, default: int, *, at_least: int = 0) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < at_least:
            raise ImproperlyConfigured(f"{name} must be a number from {at_least} up, not {value!r}")
        return int(value)

    def rate(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        try:
            rate = float(value)
        except ValueError:
            rate = -1.0
        if not 0 <= rate < float("inf"):
            raise ImproperlyConfigured(f"{name} must be a number, 0 or more, not {value!r}")
        return rate

    def port(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not 0 < int(value) <= HIGHEST_PORT:
            raise ImproperlyConfigured(f"{name} must be a port from 1 to 65535, not {value!r}")
        return int(value)

    def address(self, name: str, default: str) -> str:
        """An http or https address, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
            sound = sound and (parts.port is None or parts.port > 0)
        except ValueError:
            sound = False
        if not sound:
            raise ImproperlyConfigured(f"{name} must be an http or https address, not {value!r}")
        return value

    def one_of(self, name: str, *choices: str) -> str:
        """One of `choices`; the first when unset."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}")
        return value

    def time_zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ImproperlyConfigured(f"{name} must be a time zone, not {value!r}") from error
        return value

    def several(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def networks(self, name: str) -> list[Network]:
        """IP addresses and networks, separated by commas."""
        try:
            return [ip_network(part, strict=False) for part in self.several(name)]
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must hold IP addresses or networks: {error}"
            ) from error

    def fernet_keys(self, name: str) -> list[str]:
        """A list of Fernet keys, newest first, at least one."""
        self.required(name)
        keys = self.several(name)
        try:
            for key in keys:
                Fernet(key)
        except ValueError as error:
            # The value isn't quoted back: it may be a key with a slip of the pen.
            raise ImproperlyConfigured(f"{name} must hold Fernet keys, newest first") from error
        return keys


def bracketed(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
