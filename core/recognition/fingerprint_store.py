"""The fingerprints of the index, each with its bucket and the segment that it was merged into.

One SQLite file, so that a file is added, moved or removed completely or not at all, whatever
process dies meanwhile, and every process sees it at its next search. The stored fingerprints are
the source of truth; the segments are made from them and can be made again.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.recognition.fingerprint import ReferenceFingerprint
from core.recognition.storage import VERSION

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


class FingerprintStore:
    """Safe for threads and for processes that fork: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.local = threading.local()
        self.inherited: list[sqlite3.Connection] = []
        with self.transaction() as db:
            format_version = db.execute("SELECT version FROM format").fetchone()
            if format_version is None:
                db.execute("INSERT INTO format VALUES (?)", (VERSION,))
            elif format_version[0] != VERSION:
                self.forget_segments(db)
                db.execute("UPDATE format SET version = ?", (VERSION,))

    def connection(self) -> sqlite3.Connection:
        if getattr(self.local, "pid", None) != os.getpid():
            # What was opened before a fork belongs to the parent: it must not be closed here.
            if hasattr(self.local, "db"):
                self.inherited.append(self.local.db)
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.executescript(SCHEMA)
            self.local.db, self.local.pid = db, os.getpid()
        connection: sqlite3.Connection = self.local.db
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        db = self.connection()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def put(self, file_id: int, bucket_id: int, fingerprint: ReferenceFingerprint) -> None:
        with self.transaction() as db:
            former_buckets = self.buckets_of(db, [file_id])
            change = self.count_change(db, {bucket_id, *former_buckets})
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, NULL, ?, ?)",
                (file_id, bucket_id, change, fingerprint.frames, fingerprint.to_bytes()),
            )

    def delete(self, file_ids: Sequence[int]) -> int:
        with self.transaction() as db:
            self.count_change(db, self.buckets_of(db, file_ids))
            return sum(
                db.execute("DELETE FROM files WHERE file_id = ?", (file_id,)).rowcount
                for file_id in file_ids
            )

    def move(self, file_ids: Sequence[int], bucket_id: int) -> int:
        with self.transaction() as db:
            change = self.count_change(db, {bucket_id, *self.buckets_of(db, file_ids)})
            return sum(
                db.execute(
                    "UPDATE files SET bucket_id = ?, change = ?, segment = NULL"
                    " WHERE file_id = ? AND bucket_id != ?",
                    (bucket_id, change, file_id, bucket_id),
                ).rowcount
                for file_id in file_ids
            )

    def change_number(self, bucket_id: int) -> int:
        """Grows with every change to a bucket; 0 for one that never had a file."""
        row = (
            self.connection()
            .execute("SELECT change FROM buckets WHERE bucket_id = ?", (bucket_id,))
            .fetchone()
        )
        return int(row[0]) if row else 0

    def files_by_segment(self, bucket_id: int) -> tuple[dict[str, set[int]], dict[int, int]]:
        """The files of a bucket by segment, and those in no segment with their change numbers."""
        by_segment: dict[str, set[int]] = {}
        unmerged: dict[int, int] = {}
        for file_id, segment, change in self.connection().execute(
            "SELECT file_id, segment, change FROM files WHERE bucket_id = ?", (bucket_id,)
        ):
            if segment is None:
                unmerged[file_id] = change
            else:
                by_segment.setdefault(segment, set()).add(file_id)
        return by_segment, unmerged

    def count(self, bucket_id: int, *, unmerged: bool = False) -> int:
        query = "SELECT COUNT(*) FROM files WHERE bucket_id = ?"
        query += " AND segment IS NULL" if unmerged else ""
        return int(self.connection().execute(query, (bucket_id,)).fetchone()[0])

    def fingerprints(self, file_ids: Iterable[int]) -> list[tuple[int, int, ReferenceFingerprint]]:
        """(file id, change number, fingerprint) of the files that still exist."""
        rows = (
            self.connection()
            .execute("SELECT file_id, change, print FROM files WHERE file_id = ?", (file_id,))
            .fetchone()
            for file_id in file_ids
        )
        return [
            (row[0], row[1], ReferenceFingerprint.from_bytes(row[2]))
            for row in rows
            if row is not None
        ]

    def postings_by_segment(self, bucket_id: int) -> dict[str, int]:
        """The number of postings of each segment of a bucket."""
        return dict(
            self.connection().execute(
                "SELECT name, postings FROM segments WHERE bucket_id = ?", (bucket_id,)
            )
        )

    def replace_segments(
        self,
        bucket_id: int,
        name: str | None,
        postings: int,
        added: Sequence[tuple[int, int]],
        replaced: Sequence[str],
    ) -> None:
        """A new segment takes `added` (file id, change number) and all files of `replaced` ones.

        Without a name the replaced ones had no live files. A file that was removed, moved or added
        again since it was read is left as it is.
        """
        with self.transaction() as db:
            self.count_change(db, {bucket_id})
            if name is not None:
                db.execute("INSERT INTO segments VALUES (?, ?, ?)", (name, bucket_id, postings))
            db.executemany(
                "UPDATE files SET segment = ? WHERE file_id = ? AND change = ?",
                [(name, file_id, change) for file_id, change in added],
            )
            for old in replaced:
                db.execute("UPDATE files SET segment = ? WHERE segment = ?", (name, old))
                db.execute("DELETE FROM segments WHERE name = ?", (old,))

    def release_files(self, name: str) -> None:
        """The files of a segment that can't be read become unmerged again."""
        with self.transaction() as db:
            self.count_change(
                db,
                {
                    row[0]
                    for row in db.execute(
                        "SELECT DISTINCT bucket_id FROM files WHERE segment = ?", (name,)
                    )
                },
            )
            db.execute("UPDATE files SET segment = NULL WHERE segment = ?", (name,))
            db.execute("DELETE FROM segments WHERE name = ?", (name,))

    def forget_segments(self, db: sqlite3.Connection) -> None:
        self.count_change(
            db, {row[0] for row in db.execute("SELECT DISTINCT bucket_id FROM files")}
        )
        db.execute("UPDATE files SET segment = NULL")
        db.execute("DELETE FROM segments")

    def segment_names(self) -> set[str]:
        return {row[0] for row in self.connection().execute("SELECT name FROM segments")}

    def bucket_ids(self) -> list[int]:
        return [row[0] for row in self.connection().execute("SELECT bucket_id FROM buckets")]

    @staticmethod
    def buckets_of(db: sqlite3.Connection, file_ids: Iterable[int]) -> set[int]:
        rows = (
            db.execute("SELECT bucket_id FROM files WHERE file_id = ?", (file_id,)).fetchone()
            for file_id in file_ids
        )
        return {row[0] for row in rows if row is not None}

    @staticmethod
    def count_change(db: sqlite3.Connection, bucket_ids: Iterable[int]) -> int:
        """Gives the buckets a new change number, higher than that of any bucket."""
        row = db.execute("SELECT COALESCE(MAX(change), 0) + 1 FROM buckets").fetchone()
        db.executemany(
            "INSERT OR REPLACE INTO buckets VALUES (?, ?)",
            [(bucket_id, row[0]) for bucket_id in bucket_ids],
        )
        return int(row[0])
