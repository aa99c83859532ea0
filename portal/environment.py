"""Environment variables, validated: a bad value is an error that names the variable."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

TRUE_VALUES = {"1", "true", "yes", "on"}
FALSE_VALUES = {"0", "false", "no", "off", ""}
MAX_PORT = 65_535

Network = IPv4Network | IPv6Network


class Environment:
    """Typed reads of `os.environ`. Empty counts as unset. All raise ImproperlyConfigured."""

    def __init__(self) -> None:
        self._env = environ.Env()

    def load_file(self, file: str | Path) -> None:
        """Set the unset variables from a file of `NAME=value` lines; it may be missing."""
        values: dict[str, str] = {}
        reader: Any = type("Reader", (environ.Env,), {"ENVIRON": values})
        reader.read_env(file)
        for name, value in values.items():
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
        if value not in TRUE_VALUES | FALSE_VALUES:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
        return value in TRUE_VALUES

    def integer(self, name: str, default: int, *, at_least: int = 0) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < at_least:
            raise ImproperlyConfigured(f"{name} must be a number from {at_least} up, not {value!r}")
        return int(value)

    def number(self, name: str, default: float) -> float:
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
        if not value.isdecimal() or not 0 < int(value) <= MAX_PORT:
            raise ImproperlyConfigured(f"{name} must be a port from 1 to 65535, not {value!r}")
        return int(value)

    def url(self, name: str, default: str) -> str:
        """An http or https URL, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            is_valid = parts.scheme in {"http", "https"} and bool(parts.hostname)
            is_valid = is_valid and (parts.port is None or parts.port > 0)
        except ValueError:
            is_valid = False
        if not is_valid:
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

    def items(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def networks(self, name: str) -> list[Network]:
        """IP addresses and networks, separated by commas."""
        try:
            return [ip_network(part, strict=False) for part in self.items(name)]
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must hold IP addresses or networks: {error}"
            ) from error

    def fernet_keys(self, name: str) -> list[str]:
        """A list of Fernet keys, newest first, at least one."""
        self.required(name)
        keys = self.items(name)
        try:
            for key in keys:
                Fernet(key)
        except ValueError as error:
            # The value isn't quoted, because it may be a key with a typing error.
            raise ImproperlyConfigured(f"{name} must hold Fernet keys, newest first") from error
        return keys


def bracket_ipv6(host: str) -> str:
    """The host as written in a URL: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
