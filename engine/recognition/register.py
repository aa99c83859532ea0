"""The register of the index: whose fingerprint lies in which bucket and which segment.

One SQLite file, so that a file is added, moved or removed wholly or not at all, whatever dies
meanwhile, and every process sees it at its next search. The stored fingerprints are the truth;
the segments are made from them and can be made again.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.recognition.fingerprint import ReferencePrint
from engine.recognition.storage import VERSION

SCHEMA = """
CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS buckets (bucket_id INTEGER PRIMARY KEY, change INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS segments (
    name TEXT PRIMARY KEY, bucket_id INTEGER NOT NULL, postings INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS files (
    file_id INTEGER PRIMARY KEY, bucket_id INTEGER NOT NULL, change INTEGER NOT NULL,
    segment TEXT, frames INTEGER NOT NULL, print BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS files_place ON files (bucket_id, segment, file_id);
"""


class Register:
    """Safe for threads and for processes that fork: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.own = threading.local()
        self.inherited: list[sqlite3.Connection] = []
        with self.writing() as db:
            found = db.execute("SELECT version FROM format").fetchone()
            if found is None:
                db.execute("INSERT INTO format VALUES (?)", (VERSION,))
            elif found[0] != VERSION:
                self.forget_segments(db)
                db.execute("UPDATE format SET version = ?", (VERSION,))

    def connection(self) -> sqlite3.Connection:
        if getattr(self.own, "pid", None) != os.getpid():
            # What was opened before a fork belongs to the parent: it must not be closed here.
            if hasattr(self.own, "db"):
                self.inherited.append(self.own.db)
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.executescript(SCHEMA)
            self.own.db, self.own.pid = db, os.getpid()
        opened: sqlite3.Connection = self.own.db
        return opened

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        db = self.connection()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def put(self, file_id: int, bucket_id: int, print_: ReferencePrint) -> None:
        with self.writing() as db:
            before = self.buckets_of(db, [file_id])
            change = self.touch(db, {bucket_id, *before})
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, NULL, ?, ?)",
                (file_id, bucket_id, change, print_.frames, print_.to_bytes()),
            )

    def drop(self, file_ids: Sequence[int]) -> int:
        with self.writing() as db:
            self.touch(db, self.buckets_of(db, file_ids))
            return sum(
                db.execute("DELETE FROM files WHERE file_id = ?", (file_id,)).rowcount
                for file_id in file_ids
            )

    def move(self, file_ids: Sequence[int], bucket_id: int) -> int:
        with self.writing() as db:
            change = self.touch(db, {bucket_id, *self.buckets_of(db, file_ids)})
            return sum(
                db.execute(
                    "UPDATE files SET bucket_id = ?, change = ?, segment = NULL"
                    " WHERE file_id = ? AND bucket_id != ?",
                    (bucket_id, change, file_id, bucket_id),
                ).rowcount
                for file_id in file_ids
            )

    def change(self, bucket_id: int) -> int:
        """A number that grows with every change to a bucket; 0 when it never held anything."""
        row = (
            self.connection()
            .execute("SELECT change FROM buckets WHERE bucket_id = ?", (bucket_id,))
            .fetchone()
        )
        return int(row[0]) if row else 0

    def placed(self, bucket_id: int) -> tuple[dict[str, set[int]], dict[int, int]]:
        """The files of a bucket by segment, and those in none yet with their change."""
        places: dict[str, set[int]] = {}
        waiting: dict[int, int] = {}
        for file_id, segment, change in self.connection().execute(
            "SELECT file_id, segment, change FROM files WHERE bucket_id = ?", (bucket_id,)
        ):
            if segment is None:
                waiting[file_id] = change
            else:
                places.setdefault(segment, set()).add(file_id)
        return places, waiting

    def count(self, bucket_id: int, *, waiting: bool = False) -> int:
        query = "SELECT COUNT(*) FROM files WHERE bucket_id = ?"
        query += " AND segment IS NULL" if waiting else ""
        return int(self.connection().execute(query, (bucket_id,)).fetchone()[0])

    def prints(self, file_ids: Iterable[int]) -> list[tuple[int, int, ReferencePrint]]:
        """(file id, change, fingerprint) of those that are still there."""
        rows = (
            self.connection()
            .execute("SELECT file_id, change, print FROM files WHERE file_id = ?", (file_id,))
            .fetchone()
            for file_id in file_ids
        )
        return [(r[0], r[1], ReferencePrint.from_bytes(r[2])) for r in rows if r is not None]

    def sizes(self, bucket_id: int) -> dict[str, int]:
        """The postings of each segment of a bucket."""
        return dict(
            self.connection().execute(
                "SELECT name, postings FROM segments WHERE bucket_id = ?", (bucket_id,)
            )
        )

    def settle(
        self,
        bucket_id: int,
        name: str | None,
        postings: int,
        fresh: Sequence[tuple[int, int]],
        replaced: Sequence[str],
    ) -> None:
        """A new segment takes over `fresh` (file id, change) and all that `replaced` ones hold.

        Without a name the replaced ones held nothing that is still there. What was removed, moved
        or added again since it was read keeps its own place.
        """
        with self.writing() as db:
            self.touch(db, {bucket_id})
            if name is not None:
                db.execute("INSERT INTO segments VALUES (?, ?, ?)", (name, bucket_id, postings))
            db.executemany(
                "UPDATE files SET segment = ? WHERE file_id = ? AND change = ?",
                [(name, file_id, change) for file_id, change in fresh],
            )
            for old in replaced:
                db.execute("UPDATE files SET segment = ? WHERE segment = ?", (name, old))
                db.execute("DELETE FROM segments WHERE name = ?", (old,))

    def unsettle(self, name: str) -> None:
        """The files of a segment that can't be read wait to be put into another one."""
        with self.writing() as db:
            self.touch(
                db,
                {
                    r[0]
                    for r in db.execute(
                        "SELECT DISTINCT bucket_id FROM files WHERE segment = ?", (name,)
                    )
                },
            )
            db.execute("UPDATE files SET segment = NULL WHERE segment = ?", (name,))
            db.execute("DELETE FROM segments WHERE name = ?", (name,))

    def forget_segments(self, db: sqlite3.Connection) -> None:
        self.touch(db, {r[0] for r in db.execute("SELECT DISTINCT bucket_id FROM files")})
        db.execute("UPDATE files SET segment = NULL")
        db.execute("DELETE FROM segments")

    def names(self) -> set[str]:
        return {r[0] for r in self.connection().execute("SELECT name FROM segments")}

    def bucket_ids(self) -> list[int]:
        return [r[0] for r in self.connection().execute("SELECT bucket_id FROM buckets")]

    @staticmethod
    def buckets_of(db: sqlite3.Connection, file_ids: Iterable[int]) -> set[int]:
        rows = (
            db.execute("SELECT bucket_id FROM files WHERE file_id = ?", (file_id,)).fetchone()
            for file_id in file_ids
        )
        return {row[0] for row in rows if row is not None}

    @staticmethod
    def touch(db: sqlite3.Connection, bucket_ids: Iterable[int]) -> int:
        """Counts a change to each bucket; the number is new over all buckets."""
        row = db.execute("SELECT COALESCE(MAX(change), 0) + 1 FROM buckets").fetchone()
        db.executemany(
            "INSERT OR REPLACE INTO buckets VALUES (?, ?)", [(one, row[0]) for one in bucket_ids]
        )
        return int(row[0])
