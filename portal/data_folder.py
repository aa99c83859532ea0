"""The folder of the portal's data, which only its owner can read."""

import os
import stat
from pathlib import Path

from portal import generated_secrets

OPEN_TO_OTHERS = 0o077


class SharedFolderError(Exception):
    """The folder is not the portal's own. The message says what to do."""


def protect(folder: Path) -> None:
    """Make the folder, and close it and all that this process will create to other users.

    A folder that others can read, as versions before 0.2.0 made it, is closed too. Raises
    SharedFolderError for one that holds other things, and OSError.
    """
    os.umask(OPEN_TO_OTHERS)
    folder.mkdir(parents=True, exist_ok=True)
    if not folder.stat().st_mode & OPEN_TO_OTHERS:
        return
    is_own = (folder / generated_secrets.FILE_NAME).exists() or not any(folder.iterdir())
    if not is_own or folder.stat().st_mode & stat.S_ISVTX:
        raise SharedFolderError(
            f"DATA_DIR {folder} is open to other users and holds other files: name a folder of its"
            " own, or close it with chmod 700"
        )
    folder.chmod(0o700)
