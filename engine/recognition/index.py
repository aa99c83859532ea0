"""The index of all fingerprints: changed at once, searched in the buckets asked for."""

import contextlib
import fcntl
import logging
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.recognition import merging, storage
from engine.recognition.fingerprint import ReferencePrint
from engine.recognition.merging import Mask
from engine.recognition.register import Register
from engine.recognition.segment import Segment, built

__all__ = ["RECOMMENDED_FILES", "Index", "Part"]

log = logging.getLogger(__name__)

# Beyond this many files the cloud service is the better place; the worker and the portal say so.
RECOMMENDED_FILES = 10_000
# So many files wait outside a segment before they are merged into one.
DELTA_FILES = 32
DELTA_PARTS = 4
BATCH_FILES = 512
# A merge takes in older segments while they are at most so many times its own size.
GROWTH = 3
MOST_DEAD = 0.25
UNREADABLE = (OSError, storage.BadSegment)


@dataclass(frozen=True, eq=False)
class Part:
    """A segment of a bucket as one search sees it, and which of its files count."""

    segment: Segment
    alive: Mask
    changes: dict[int, int] | None = None

    @property
    def whole(self) -> bool:
        return bool(self.alive.all())


class Index:
    """Files under `root`, usable by several threads and processes at a time.

    With `merging`, a thread merges in the background what was added; without, call `merge`.
    """

    def __init__(self, root: Path | str, *, merging: bool = True) -> None:
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.register = Register(self.root / "register.sqlite3")
        self.merging = merging
        self.lock = threading.Lock()
        self.seen: dict[int, tuple[int, list[Part]]] = {}
        self.mapped: dict[int, dict[str, Segment]] = {}
        self.merger: threading.Thread | None = None

    def add(self, file_id: int, bucket_id: int, print_: ReferencePrint) -> None:
        """Durable when it returns, and found by the next search; replaces what the id had."""
        self.register.put(file_id, bucket_id, print_)
        self.merge_if_worth(bucket_id)

    def remove(self, *file_ids: int) -> int:
        """Out of all matches at once; returns how many were there."""
        return self.register.drop(file_ids)

    def move(self, file_ids: int | Sequence[int], bucket_id: int) -> int:
        ids = [file_ids] if isinstance(file_ids, int) else file_ids
        moved = self.register.move(ids, bucket_id)
        self.merge_if_worth(bucket_id)
        return moved

    def total(self) -> int:
        return sum(self.register.count(bucket) for bucket in self.register.bucket_ids())

    def parts(self, buckets: Iterable[int]) -> list[Part]:
        """What there is to search in these buckets now."""
        return [part for bucket in sorted(set(buckets)) for part in self.of_bucket(bucket)]

    def of_bucket(self, bucket_id: int) -> list[Part]:
        change = self.register.change(bucket_id)
        with self.lock:
            known = self.seen.get(bucket_id)
            if known is not None and known[0] == change:
                return known[1]
            parts = self.load(bucket_id, known[1] if known else [])
            self.seen[bucket_id] = (change, parts)
        # Outside the lock, which the merge takes. Files whose segments were forgotten or lost
        # wait here, and would be built in memory again by every process that starts.
        if sum(len(part.changes) for part in parts if part.changes) >= DELTA_FILES:
            self.merge_if_worth(bucket_id)
        return parts

    def load(self, bucket_id: int, before: list[Part]) -> list[Part]:
        # A merge may take a segment away between the two reads: then look again.
        for _ in range(20):
            places, waiting = self.register.placed(bucket_id)
            try:
                parts = [self.part(bucket_id, name, ids) for name, ids in places.items()]
            except UNREADABLE:
                self.check(places)
                continue
            held = self.mapped.get(bucket_id, {})
            self.mapped[bucket_id] = {name: held[name] for name in places}
            return parts + self.delta(waiting, before)
        raise RuntimeError(f"The segments of bucket {bucket_id} can't be read.")

    def part(self, bucket_id: int, name: str, ids: set[int]) -> Part:
        held = self.mapped.setdefault(bucket_id, {})
        if name not in held:
            held[name] = storage.opened(self.path(name))
        segment = held[name]
        return Part(segment, np.isin(segment.file_ids, list(ids)))

    def delta(self, waiting: dict[int, int], before: list[Part]) -> list[Part]:
        """What is in no segment file yet, as segments in memory; unchanged ones are kept."""
        kept = [p for p in before if p.changes and p.changes.items() <= waiting.items()]
        if len(kept) >= DELTA_PARTS:
            kept = []
        known = {file_id for part in kept for file_id in part.changes or ()}
        prints = self.register.prints(sorted(waiting.keys() - known))
        if prints:
            segment = built([(file_id, one) for file_id, _, one in prints])
            changes = {file_id: change for file_id, change, _ in prints}
            kept.append(Part(segment, np.ones(len(prints), bool), changes))
        return kept

    def check(self, names: Iterable[str]) -> None:
        """A segment that is registered but can't be read is made again from the fingerprints."""
        for name in names:
            try:
                storage.opened(self.path(name))
            except UNREADABLE as error:
                if name in self.register.names():
                    log.warning("Segment %s is made again: %s", name, error)
                    self.register.unsettle(name)

    def path(self, name: str) -> Path:
        return self.root / f"{name}.segment"

    def merge_if_worth(self, bucket_id: int) -> None:
        if self.merging and self.register.count(bucket_id, waiting=True) >= DELTA_FILES:
            self.merge_in_background()

    def merge_in_background(self) -> None:
        with self.lock:
            if self.merger is None or not self.merger.is_alive():
                self.merger = threading.Thread(target=self.merge, name="merge", daemon=True)
                self.merger.start()

    def merge(self, *, least: int = DELTA_FILES) -> int:
        """Puts what waits into segments, and small or holey ones together; returns how many.

        Only one process merges at a time; another one's call returns 0 at once.
        """
        with self.alone() as mine:
            if not mine:
                return 0
            made = sum(self.merge_bucket(bucket, least) for bucket in self.register.bucket_ids())
            self.sweep()
            return made

    def rebuild(self) -> int:
        """Makes every segment anew from the stored fingerprints; no audio is needed.

        Answers how many; 0 leaves it to another process that is merging.
        """
        with self.register.writing() as db:
            self.register.forget_segments(db)
        return self.merge(least=1)

    def merge_bucket(self, bucket_id: int, least: int) -> int:
        made = 0
        while True:
            places, waiting = self.register.placed(bucket_id)
            enough = len(waiting) >= least
            try:
                chosen = self.worth_merging(bucket_id, places, enough)
            except UNREADABLE:
                self.check(places)
                continue
            if not enough and not chosen:
                return made
            prints = self.register.prints(sorted(waiting)[:BATCH_FILES])
            parts = [self.part(bucket_id, name, places.get(name, set())) for name in chosen]
            sources = [(part.segment, part.alive) for part in parts if part.alive.any()]
            if prints:
                delta = built([(file_id, one) for file_id, _, one in prints])
                sources.append((delta, np.ones(len(prints), bool)))
            name, postings = (uuid.uuid4().hex, 0) if sources else (None, 0)
            if name is not None:
                postings = merging.merge(self.path(name), sources)
            fresh = [(file_id, change) for file_id, change, _ in prints]
            self.register.settle(bucket_id, name, postings, fresh, chosen)
            made += 1

    def worth_merging(self, bucket_id: int, places: dict[str, set[int]], more: bool) -> list[str]:
        """The segments to take in: those not much larger than what comes, and those with holes."""
        chosen, total = [], DELTA_FILES * 10_000
        for name, postings in sorted(self.register.sizes(bucket_id).items(), key=lambda s: s[1]):
            alive = self.part(bucket_id, name, places.get(name, set())).alive
            if alive.mean() < 1 - MOST_DEAD or (more and postings <= GROWTH * total):
                chosen.append(name)
                total += postings
        return chosen

    def sweep(self) -> None:
        """Deletes files that no register names: left by a merge that was killed, or replaced."""
        names = self.register.names()
        for path in (*self.root.glob("*.segment"), *self.root.glob("*.tmp")):
            if path.name.removesuffix(".segment") not in names:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        with (self.root / "merge.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
