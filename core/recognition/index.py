"""The index of all fingerprints: changes are searchable at once, searches name their buckets."""

import contextlib
import fcntl
import logging
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.recognition import merging, storage
from core.recognition.arrays import BoolArray
from core.recognition.fingerprint import ReferenceFingerprint
from core.recognition.fingerprint_store import FingerprintStore
from core.recognition.segment import IndexSegment, build_segment

__all__ = ["RECOMMENDED_FILES", "Index", "IndexPart"]

log = logging.getLogger(__name__)

# Beyond this many files the cloud service is the better place; the worker and the portal say so.
RECOMMENDED_FILES = 10_000
# So many unmerged files are merged into a segment.
DELTA_FILES = 32
MAX_DELTA_PARTS = 4
BATCH_FILES = 512
# A merge takes in older segments while they are at most so many times its own size.
MERGE_SIZE_RATIO = 3
MAX_REMOVED_SHARE = 0.25
UNREADABLE_ERRORS = (OSError, storage.BadSegmentError)
LOAD_ATTEMPTS = 20
POSTINGS_OF_A_FILE = 10_000


@dataclass(frozen=True, eq=False)
class IndexPart:
    """A segment of a bucket as one search sees it.

    `live` tells of each file of the segment whether it still belongs to it. `changes` are the
    files with their change numbers, of a segment that is in memory only.
    """

    segment: IndexSegment
    live: BoolArray
    changes: dict[int, int] | None = None

    @property
    def is_whole(self) -> bool:
        return bool(self.live.all())


class Index:
    """Files under `root`, usable by several threads and processes at a time.

    With `merging`, a thread merges in the background what was added; without, call `merge`.
    """

    def __init__(self, root: Path | str, *, merging: bool = True) -> None:
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.store = FingerprintStore(self.root / "register.sqlite3")
        self.merging = merging
        self.lock = threading.Lock()
        self.loaded_parts: dict[int, tuple[int, list[IndexPart]]] = {}
        self.open_segments: dict[int, dict[str, IndexSegment]] = {}
        self.merge_thread: threading.Thread | None = None

    def add(self, file_id: int, bucket_id: int, fingerprint: ReferenceFingerprint) -> None:
        """Durable when it returns, and found by the next search; replaces what the id had."""
        self.store.put(file_id, bucket_id, fingerprint)
        self.merge_if_due(bucket_id)

    def remove(self, *file_ids: int) -> int:
        """Removes files from all searches at once; returns how many there were."""
        return self.store.delete(file_ids)

    def move(self, file_ids: int | Sequence[int], bucket_id: int) -> int:
        ids = [file_ids] if isinstance(file_ids, int) else file_ids
        moved = self.store.move(ids, bucket_id)
        self.merge_if_due(bucket_id)
        return moved

    def total(self) -> int:
        return sum(self.store.count(bucket) for bucket in self.store.bucket_ids())

    def parts(self, buckets: Iterable[int]) -> list[IndexPart]:
        """What there is to search in these buckets now."""
        return [part for bucket in sorted(set(buckets)) for part in self.parts_of_bucket(bucket)]

    def parts_of_bucket(self, bucket_id: int) -> list[IndexPart]:
        change = self.store.change_number(bucket_id)
        with self.lock:
            loaded = self.loaded_parts.get(bucket_id)
            if loaded is not None and loaded[0] == change:
                return loaded[1]
            parts = self.load_parts(bucket_id, loaded[1] if loaded else [])
            self.loaded_parts[bucket_id] = (change, parts)
        # Outside the lock, which the merge takes. Files whose segments were forgotten or lost are
        # unmerged, and would be built in memory again by every process that starts.
        if sum(len(part.changes) for part in parts if part.changes) >= DELTA_FILES:
            self.merge_if_due(bucket_id)
        return parts

    def load_parts(self, bucket_id: int, before: list[IndexPart]) -> list[IndexPart]:
        # A merge may delete a segment after its name was read: then look again.
        for _ in range(LOAD_ATTEMPTS):
            files_by_segment, unmerged = self.store.files_by_segment(bucket_id)
            try:
                parts = [
                    self.open_part(bucket_id, name, file_ids)
                    for name, file_ids in files_by_segment.items()
                ]
            except UNREADABLE_ERRORS:
                self.release_unreadable(files_by_segment)
                continue
            segments = self.open_segments.get(bucket_id, {})
            self.open_segments[bucket_id] = {name: segments[name] for name in files_by_segment}
            return parts + self.delta_parts(unmerged, before)
        raise RuntimeError(f"The segments of bucket {bucket_id} can't be read.")

    def open_part(self, bucket_id: int, name: str, file_ids: set[int]) -> IndexPart:
        """The part of a segment file in which only `file_ids` are live."""
        segments = self.open_segments.setdefault(bucket_id, {})
        if name not in segments:
            segments[name] = storage.open_segment(self.path(name))
        segment = segments[name]
        return IndexPart(segment, np.isin(segment.file_ids, list(file_ids)))

    def delta_parts(self, unmerged: dict[int, int], before: list[IndexPart]) -> list[IndexPart]:
        """Segments in memory of the files that are in no segment file.

        Those of `before` whose files have not changed are reused.
        """
        parts = [
            part for part in before if part.changes and part.changes.items() <= unmerged.items()
        ]
        if len(parts) >= MAX_DELTA_PARTS:
            parts = []
        loaded = {file_id for part in parts for file_id in part.changes or ()}
        rows = self.store.fingerprints(sorted(unmerged.keys() - loaded))
        if rows:
            segment = build_segment([(file_id, fingerprint) for file_id, _, fingerprint in rows])
            changes = {file_id: change for file_id, change, _ in rows}
            parts.append(IndexPart(segment, np.ones(len(rows), bool), changes))
        return parts

    def release_unreadable(self, names: Iterable[str]) -> None:
        """Let the files of segments that can't be read be merged again, from their fingerprints."""
        for name in names:
            try:
                storage.open_segment(self.path(name))
            except UNREADABLE_ERRORS as error:
                if name in self.store.segment_names():
                    log.warning("Segment %s is made again: %s", name, error)
                    self.store.release_files(name)

    def path(self, name: str) -> Path:
        return self.root / f"{name}.segment"

    def merge_if_due(self, bucket_id: int) -> None:
        if self.merging and self.store.count(bucket_id, unmerged=True) >= DELTA_FILES:
            self.merge_in_background()

    def merge_in_background(self) -> None:
        with self.lock:
            if self.merge_thread is None or not self.merge_thread.is_alive():
                self.merge_thread = threading.Thread(target=self.merge, name="merge", daemon=True)
                self.merge_thread.start()

    def merge(self, *, min_files: int = DELTA_FILES) -> int:
        """Merges unmerged files into segments, and small segments or those with many removed files.

        A bucket's files are merged from `min_files` on. Returns the number of segments made. Only
        one process merges at a time; another one's call returns 0 at once.
        """
        with self.try_merge_lock() as is_locked:
            if not is_locked:
                return 0
            segment_count = sum(
                self.merge_bucket(bucket, min_files) for bucket in self.store.bucket_ids()
            )
            self.delete_orphans()
            return segment_count

    def rebuild(self) -> int:
        """Makes every segment anew from the stored fingerprints; no audio is needed.

        Returns how many it made; 0 where another process is merging, which then makes them.
        """
        with self.store.transaction() as db:
            self.store.forget_segments(db)
        return self.merge(min_files=1)

    def merge_bucket(self, bucket_id: int, min_files: int) -> int:
        segment_count = 0
        while True:
            files_by_segment, unmerged = self.store.files_by_segment(bucket_id)
            is_due = len(unmerged) >= min_files
            try:
                chosen = self.segments_to_merge(bucket_id, files_by_segment, is_due)
            except UNREADABLE_ERRORS:
                self.release_unreadable(files_by_segment)
                continue
            if not is_due and not chosen:
                return segment_count
            rows = self.store.fingerprints(sorted(unmerged)[:BATCH_FILES])
            parts = [
                self.open_part(bucket_id, name, files_by_segment.get(name, set()))
                for name in chosen
            ]
            sources = [(part.segment, part.live) for part in parts if part.live.any()]
            if rows:
                delta = build_segment([(file_id, fingerprint) for file_id, _, fingerprint in rows])
                sources.append((delta, np.ones(len(rows), bool)))
            name, postings = (uuid.uuid4().hex, 0) if sources else (None, 0)
            if name is not None:
                postings = merging.merge(self.path(name), sources)
            added = [(file_id, change) for file_id, change, _ in rows]
            self.store.replace_segments(bucket_id, name, postings, added, chosen)
            segment_count += 1

    def segments_to_merge(
        self, bucket_id: int, files_by_segment: dict[str, set[int]], is_due: bool
    ) -> list[str]:
        """The segments to take in: those with many removed files, and with `is_due` small ones."""
        chosen, total = [], DELTA_FILES * POSTINGS_OF_A_FILE
        sizes = self.store.postings_by_segment(bucket_id)
        for name, postings in sorted(sizes.items(), key=lambda size: size[1]):
            live = self.open_part(bucket_id, name, files_by_segment.get(name, set())).live
            is_small = postings <= MERGE_SIZE_RATIO * total
            if live.mean() < 1 - MAX_REMOVED_SHARE or (is_due and is_small):
                chosen.append(name)
                total += postings
        return chosen

    def delete_orphans(self) -> None:
        """Deletes segment files that the store doesn't name: replaced, or of a killed merge."""
        names = self.store.segment_names()
        for path in (*self.root.glob("*.segment"), *self.root.glob("*.tmp")):
            if path.name.removesuffix(".segment") not in names:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def try_merge_lock(self) -> Iterator[bool]:
        """Whether this process may merge."""
        with (self.root / "merge.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
