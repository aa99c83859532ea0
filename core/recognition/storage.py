"""Segments as files: arrays one after another, then a directory of them, then a trailer.

A file without its trailer is not a segment, and a file gets its name only when it is complete.
"""

import json
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from core.recognition.hash_table import HashTable
from core.recognition.segment import IndexSegment

VERSION = 2
TRAILER = struct.Struct("<IHH8s")
MAGIC = b"ARSEGMNT"
ALIGNMENT = 64
TABLE_FIELDS = tuple(HashTable.__dataclass_fields__)
SEGMENT_FIELDS = tuple(name for name in IndexSegment.__dataclass_fields__ if name != "table")


class BadSegmentError(ValueError):
    """The file is not a segment, is cut off, or is of another version."""


class SegmentWriter:
    """Writes a temporary file and renames it to `path` on success; deletes it on an error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary_path = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        self.layout: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> "SegmentWriter":
        self.file = self.temporary_path.open("wb")
        return self

    def write_array(self, name: str, parts: Iterable[npt.NDArray[Any]]) -> None:
        begin, count, dtype = self.file.tell(), 0, ""
        for part in parts:
            dtype = part.dtype.str
            count += len(part)
            self.file.write(np.ascontiguousarray(part).data)
        self.layout[name] = (dtype, count, begin)
        self.file.write(bytes(-self.file.tell() % ALIGNMENT))

    def write_table(self, table: HashTable) -> None:
        for name in TABLE_FIELDS:
            self.write_array(name, [getattr(table, name)])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self.file:
            if error is None:
                directory = json.dumps(self.layout).encode()
                self.file.write(directory + TRAILER.pack(len(directory), VERSION, 0, MAGIC))
                self.file.flush()
                os.fsync(self.file.fileno())
        if error is not None:
            self.temporary_path.unlink()
            return
        self.temporary_path.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def open_segment(path: Path) -> IndexSegment:
    """Memory-mapped: a page is read when a search touches it. Raises BadSegmentError, OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < TRAILER.size:
            raise BadSegmentError(f"{path.name} is not a segment.")
        file.seek(size - TRAILER.size)
        length, version, _, magic = TRAILER.unpack(file.read(TRAILER.size))
        if magic != MAGIC or version != VERSION or length > size:
            raise BadSegmentError(f"{path.name} is cut off, or not a segment of version {VERSION}.")
        file.seek(size - TRAILER.size - length)
        layout = json.loads(file.read(length))
    content = np.memmap(path, np.uint8, "r")
    arrays = {}
    for name in (*SEGMENT_FIELDS, *TABLE_FIELDS):
        dtype, count, begin = layout[name]
        end = begin + np.dtype(dtype).itemsize * count
        arrays[name] = np.asarray(content[begin:end]).view(dtype)
    table = HashTable(**{name: arrays.pop(name) for name in TABLE_FIELDS})
    return IndexSegment(table=table, **arrays)
