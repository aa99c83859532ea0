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

VERSION = 1
END = struct.Struct("<IHH8s")
MAGIC = b"ARSEGMNT"
ALIGN = 64
ARRAYS = tuple(Segment.__dataclass_fields__)


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


def write(segment: Segment, path: Path) -> None:
    with Writer(path) as writer:
        for name in ARRAYS:
            writer.put(name, [getattr(segment, name)])


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
    for name in ARRAYS:
        kind, count, begin = layout[name]
        end = begin + np.dtype(kind).itemsize * count
        arrays[name] = np.asarray(whole[begin:end]).view(kind)
    return Segment(**arrays)
