"""Secrets generated at the first start, in a file that only its owner can read."""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

FILE_NAME = "secrets.env"


def ensure_secrets_file(data_dir: Path) -> Path:
    """Return the path of the secrets file; create it if it doesn't exist.

    Environment variables of the same names take precedence. Several processes may start at once,
    so the file is written under a temporary name and linked into place: all read the same values.
    `data_dir` must exist. Raises OSError when it can't be written.
    """
    path = data_dir / FILE_NAME
    if path.exists():
        return path
    values = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SECRETS_KEYS": Fernet.generate_key().decode(),
        "ENGINE_TOKEN": secrets.token_urlsafe(32),
        "AUDIOTAG_API_KEY": secrets.token_hex(16),
    }
    handle, temporary = tempfile.mkstemp(dir=data_dir, prefix=".secrets-")
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)
    return path
