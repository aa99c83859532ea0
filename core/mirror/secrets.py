"""Secrets of mirror rows: cut out of the payload, stored encrypted, put back for those who may."""

from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretsLostError(Exception):
    """None of SECRETS_KEYS decrypts what is stored: a key was removed too early."""


def cut(row: dict[str, Any], fields: Sequence[str]) -> dict[str, str]:
    """Replace each secret in `row` by as many `*`, in its place; returns the secrets."""
    secrets = {name: value for name in fields if isinstance(value := row.get(name), str) and value}
    for name, value in secrets.items():
        row[name] = "*" * len(value)
    return secrets


def seal(secrets: dict[str, str]) -> str:
    """Encrypt with the newest key; "" when there are no secrets."""
    return _cipher().encrypt(orjson.dumps(secrets)).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets of a row. Raises SecretsLostError."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = orjson.loads(_cipher().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise SecretsLostError("SECRETS_KEYS no longer holds the key of these secrets.") from error
    return opened


def restored(payload: str, sealed: str) -> dict[str, Any]:
    """The remote's object with its secrets back in their places."""
    row: dict[str, Any] = orjson.loads(payload)
    row.update(unseal(sealed))
    return row


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
