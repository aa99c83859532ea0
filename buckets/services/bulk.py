"""Acts on many audio files as background work, a few at a time."""

import hashlib
from collections.abc import Callable, Sequence

from accounts.audit import Actor
from buckets.models import Bucket
from buckets.services.files import delete_files, move_files
from clients.errors import NotThere, Refused
from jobs import kinds, ledger
from jobs.kinds import Kind
from jobs.models import Job, Queue
from jobs.outcomes import Failed
from jobs.running import Running
from mirror import remote
from mirror.remote import OtherAccount, ReadOnly

DELETE, MOVE = "buckets.delete_files", "buckets.move_files"
MOST_IDS = 10_000
AT_ONCE = 50


class TooMany(Exception):
    """More files than one act may be for."""


def move_those_there(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> int:
    """As `move_files`, leaving out files that the remote no longer has; returns how many moved."""
    try:
        return move_files(source=source, target=target, ids=ids, by=by)
    except NotThere:
        # One unknown id refuses them all: move each alone.
        if len(ids) == 1:
            return 0
        return sum(move_those_there(source=source, target=target, ids=[one], by=by) for one in ids)


def request_delete(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `delete_files`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    return _request(DELETE, f"Delete {len(ids):,} files of {bucket.name}", bucket, ids, by)


def request_move(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `move_those_there`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    title = f"Move {len(ids):,} files of {source.name} to {target.name}"
    return _request(MOVE, title, source, ids, by, target)


def register_kinds() -> None:
    kinds.register(Kind(DELETE, Queue.BULK, _run_delete))
    kinds.register(Kind(MOVE, Queue.BULK, _run_move))


def _request(
    kind: str,
    title: str,
    bucket: Bucket,
    ids: Sequence[int],
    by: Actor,
    target: Bucket | None = None,
) -> Job:
    if len(ids) > MOST_IDS:
        raise TooMany(f"That is {len(ids):,} files, and at most {MOST_IDS:,} go at once.")
    remote.check_writable()
    named = sorted(ids)
    digest = hashlib.sha256(f"{target and target.pk} {named}".encode()).hexdigest()[:16]
    return ledger.enqueue(
        kind=kind,
        title=title,
        args={
            "bucket": bucket.pk,
            "target": target and target.pk,
            "ids": named,
            "by": by.name,
        },
        # The same files once; other files of the same bucket are another job.
        key=f"{kind}:{bucket.pk}:{digest}",
        by=by.user,
    )


def _run_delete(running: Running) -> None:
    bucket = _bucket(running, "bucket")
    _run(running, lambda ids, by: delete_files(bucket=bucket, ids=ids, by=by))


def _run_move(running: Running) -> None:
    source, target = _bucket(running, "bucket"), _bucket(running, "target")
    _run(
        running,
        lambda ids, by: move_those_there(source=source, target=target, ids=ids, by=by),
    )


def _run(running: Running, act: Callable[[Sequence[int], Actor], int]) -> None:
    """Do `act` with one batch after the other, from where a crash left off."""
    ids: Sequence[int] = running.args["ids"]
    by = Actor(running.args["by"], running.job.created_by)
    for at in range(running.cursor.get("at", 0), len(ids), AT_ONCE):
        try:
            act(ids[at : at + AT_ONCE], by)
        except (ReadOnly, OtherAccount, Refused) as error:
            raise Failed(str(error)) from error
        done = min(at + AT_ONCE, len(ids))
        running.progress(done, len(ids), f"{done} files", cursor={"at": done})
        running.save()


def _bucket(running: Running, name: str) -> Bucket:
    bucket = Bucket.objects.live().filter(pk=running.args[name]).first()
    if bucket is None:
        raise Failed("The bucket is gone.")
    return bucket
