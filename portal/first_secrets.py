"""The secrets a fresh installation makes for itself, once, in a file only its owner can read."""

import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

FILE_NAME = "secrets.env"


def ensure(data_dir: Path) -> Path:
    """Return the path of the secrets file, making it first if it isn't there.

    Environment variables of the same names win over it. Several processes may start at once: the
    file is written whole beside and linked into place, so all of them read the same values.
    Raises OSError when `data_dir` can't be written.
    """
    path = data_dir / FILE_NAME
    if path.exists():
        return path
    data_dir.mkdir(parents=True, exist_ok=True)
    values = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SECRETS_KEYS": Fernet.generate_key().decode(),
        "ENGINE_TOKEN": secrets.token_urlsafe(32),
        "AUDIOTAG_API_KEY": secrets.token_hex(16),
    }
    handle, beside = tempfile.mkstemp(dir=data_dir, prefix=".secrets-")
    with os.fdopen(handle, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(beside)
    return path
