"""What must hold before a run starts: a free port, the lock on the data, the broker's folder."""

import contextlib
import errno
import fcntl
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path


class StartRefusedError(Exception):
    """Why the portal can't start, in one line."""


def check_port(host: str, port: int, setting: str) -> None:
    """Raise StartRefusedError, which names the setting to change, when the port can't be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        # Closing connections of an earlier run must not block the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            raise StartRefusedError(_port_error(error, host, port, setting)) from error


def check_ports_differ(port: int, engine_port: int) -> None:
    """Raise StartRefusedError for one port for both: each server would answer some requests."""
    if port == engine_port:
        raise StartRefusedError(f"PORT and ENGINE_PORT are both {port}; set one to another port")


def _port_error(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken; set {setting} to a free one"
    return f"can't listen on {host} port {port} ({setting}): {error.strerror or error}"


@contextlib.contextmanager
def lock_data_dir(data_dir: Path) -> Iterator[None]:
    """Lock the data for one run; the kernel releases the lock when the process ends.

    Raises StartRefusedError when another run holds it.
    """
    try:
        lock = os.open(data_dir / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartRefusedError(
            f"DATA_DIR {data_dir} can't be written: {error.strerror}"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        reason = f"another portal runs on {data_dir}; set DATA_DIR and PORT for a second one"
        raise StartRefusedError(reason) from error
    finally:
        os.close(lock)


@contextlib.contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """A folder that only its owner can enter; removed at the end of the block.

    Its name can be guessed and its parent is public, so a folder made by another user is refused.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    is_own = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    if not is_own or stat.S_IMODE(status.st_mode) != 0o700:
        raise StartRefusedError(
            f"{folder} is not a private folder of this user; remove it, or set TMPDIR"
        )
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
