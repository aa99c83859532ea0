"""Segments as files: arrays one after another, then a directory of them, then an end mark.

A file without its end mark is not a segment, and a file gets its name only when it is whole.
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

from engine.recognition.segment import Segment
from engine.recognition.table import Table

VERSION = 2
END = struct.Struct("<IHH8s")
MAGIC = b"ARSEGMNT"
ALIGN = 64
TABLE = tuple(Table.__dataclass_fields__)
ARRAYS = tuple(name for name in Segment.__dataclass_fields__ if name != "table")


class BadSegment(ValueError):
    """The file is not a segment, is cut off, or is of another version."""


class Writer:
    """Writes beside `path` and renames on success; on an error nothing is left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        self.layout: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> "Writer":
        self.file = self.beside.open("wb")
        return self

    def put(self, name: str, parts: Iterable[npt.NDArray[Any]]) -> None:
        begin, count, kind = self.file.tell(), 0, ""
        for part in parts:
            kind = part.dtype.str
            count += len(part)
            self.file.write(np.ascontiguousarray(part).data)
        self.layout[name] = (kind, count, begin)
        self.file.write(bytes(-self.file.tell() % ALIGN))

    def put_table(self, table: Table) -> None:
        for name in TABLE:
            self.put(name, [getattr(table, name)])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self.file:
            if error is None:
                directory = json.dumps(self.layout).encode()
                self.file.write(directory + END.pack(len(directory), VERSION, 0, MAGIC))
                self.file.flush()
                os.fsync(self.file.fileno())
        if error is not None:
            self.beside.unlink()
            return
        self.beside.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def opened(path: Path) -> Segment:
    """Memory-mapped: a page is read when a search touches it. Raises BadSegment, OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < END.size:
            raise BadSegment(f"{path.name} is not a segment.")
        file.seek(size - END.size)
        length, version, _, magic = END.unpack(file.read(END.size))
        if magic != MAGIC or version != VERSION or length > size:
            raise BadSegment(f"{path.name} is cut off, or not a segment of version {VERSION}.")
        file.seek(size - END.size - length)
        layout = json.loads(file.read(length))
    whole = np.memmap(path, np.uint8, "r")
    arrays = {}
    for name in (*ARRAYS, *TABLE):
        kind, count, begin = layout[name]
        end = begin + np.dtype(kind).itemsize * count
        arrays[name] = np.asarray(whole[begin:end]).view(kind)
    table = Table(**{name: arrays.pop(name) for name in TABLE})
    return Segment(table=table, **arrays)
