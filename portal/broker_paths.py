"""Where the socket of this portal's embedded broker is."""

import hashlib
import os
import tempfile
from pathlib import Path


def broker_folder(data_dir: Path) -> Path:
    """The folder of the embedded broker's socket.

    The path of a unix socket may not exceed 107 bytes, so it can't be under `DATA_DIR`. The name is
    derived from `DATA_DIR`, so that all processes of one portal find the same socket.
    """
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"acr-{os.getuid()}-{digest}"


def broker_socket(data_dir: Path) -> Path:
    """The unix socket on which the embedded broker listens."""
    return broker_folder(data_dir) / "valkey.sock"
