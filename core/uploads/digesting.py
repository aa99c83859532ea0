"""The SHA-256 of a spooled file, computed by a thread while the file is being sent.

Of files whose chunks came to several processes; the others have theirs when they are complete.
"""

import hashlib
import logging
import threading
from types import TracebackType
from typing import BinaryIO

from core.uploads.models import Upload
from core.uploads.spool import BLOCK_SIZE, SpoolFileMissingError, spool

log = logging.getLogger(__name__)


class Digesting:
    """Computes the digest of an upload that has none yet.

    The file is opened before anything is sent: what is missing is missed in time.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._known = upload.sha256
        self._file: BinaryIO | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="digest", daemon=True)

    def __enter__(self) -> "Digesting":
        """Raises SpoolFileMissingError."""
        if self._upload.has_file and not self._known:
            try:
                self._file = spool().reader(self._upload.spool_name)
            except OSError as error:
                raise SpoolFileMissingError from error
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._file is not None:
            self._thread.join()
            self._file.close()

    def digest(self) -> str:
        """Wait for it. Empty when the disk failed: the remote has the file all the same."""
        if self._file is not None:
            self._thread.join()
        return self._known

    def _run(self) -> None:
        digest = hashlib.sha256()
        try:
            while self._file and not self._ended.is_set():
                if not (block := self._file.read(BLOCK_SIZE)):
                    self._known = digest.hexdigest()
                    return
                digest.update(block)
        except OSError as error:
            log.warning("the digest of upload %s can't be computed: %s", self._upload.pk, error)
