"""Bytes on their way through the portal: in memory while they are few, then in a nameless file."""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from portal.web.limits import Limits


class SpoolFullError(Exception):
    """No room for more: on the disk, or of what may be spooled at once."""


class SpoolBudget:
    """How much the bodies being received may take in all and for each address. For one thread."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self._limits = limits
        self._total = 0
        self._by_address: Counter[str] = Counter()

    def take(self, address: str, size: int) -> None:
        """Raises SpoolFullError; then nothing is taken."""
        limits = self._limits
        if (
            self._total + size > limits.spooled_bytes
            or self._by_address[address] + size > limits.spooled_bytes_per_address
        ):
            raise SpoolFullError("Too much is being sent to the portal at once.")
        self._total += size
        self._by_address[address] += size

    def give_back(self, address: str, size: int) -> None:
        self._total -= size
        self._by_address[address] -= size
        if not self._by_address[address]:
            del self._by_address[address]


def new_spool_file(folder: Path, limits: Limits) -> BinaryIO:
    """A file that is gone when it is closed or the process dies. Raises SpoolFullError."""
    try:
        check_free_disk(folder, limits)
        return tempfile.TemporaryFile(dir=folder)
    except OSError as error:
        raise SpoolFullError("The portal's disk can't be written.") from error


def check_free_disk(folder: Path, limits: Limits) -> None:
    """Raises SpoolFullError when the disk has only what the database and the logs need."""
    if shutil.disk_usage(folder).free < limits.free_disk_bytes:
        raise SpoolFullError("The portal's disk has no room.")


def write_all(file: BinaryIO, block: bytes, offset: int) -> None:
    """Raises SpoolFullError when the disk is full."""
    view = memoryview(block)
    try:
        while view:
            written = os.pwrite(file.fileno(), view, offset)
            view, offset = view[written:], offset + written
    except OSError as error:
        raise SpoolFullError("The portal's disk is full.") from error
