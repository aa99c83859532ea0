"""Where this copy of the portal keeps what lives only while it runs."""

import hashlib
import os
import tempfile
from pathlib import Path


def broker_folder(data_dir: Path) -> Path:
    """The folder of the embedded broker's socket.

    A unix socket's path may not exceed 107 bytes, so it can't sit under a deep `DATA_DIR`; the name
    is derived from that folder so that every process of one copy finds the same socket.
    """
    digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"acr-{os.getuid()}-{digest}"


def broker_socket(data_dir: Path) -> Path:
    """The unix socket on which the embedded broker listens."""
    return broker_folder(data_dir) / "valkey.sock"
