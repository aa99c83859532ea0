"""The folders a run needs for itself: its lock on the data, and the broker's private place."""

import contextlib
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from portal.supervisor.refused import Refused


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the data for one run. Raises Refused when another run has it; the kernel frees it."""
    try:
        lock = os.open(data_dir / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(f"DATA_DIR {data_dir} can't be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        reason = f"another portal runs on {data_dir}; set DATA_DIR and PORT for a second one"
        raise Refused(reason) from error
    finally:
        os.close(lock)


@contextlib.contextmanager
def private(folder: Path) -> Iterator[None]:
    """A folder that only its owner can enter, for as long as the block runs.

    Its name can be guessed and its parent is open to all, so one made by someone else is refused.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not ours or stat.S_IMODE(found.st_mode) != 0o700:
        raise Refused(f"{folder} is not a private folder of this user; remove it, or set TMPDIR")
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
