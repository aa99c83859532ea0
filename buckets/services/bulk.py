"""Acts on many audio files as background work."""

from collections.abc import Sequence

from accounts.audit import Actor
from buckets.models import Bucket
from buckets.services import batches
from buckets.services.files import delete_files, move_files
from clients.errors import NotThere
from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Job, Queue
from jobs.outcomes import Failed
from jobs.running import Running

DELETE, MOVE = "buckets.delete_files", "buckets.move_files"


def move_those_there(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> int:
    """As `move_files`, leaving out files that the remote no longer has; returns how many moved.

    Raises RemoteError, ReadOnly and OtherAccount.
    """
    try:
        return move_files(source=source, target=target, ids=ids, by=by)
    except NotThere:
        # One unknown id refuses them all: move each alone.
        if len(ids) == 1:
            return 0
        return sum(move_those_there(source=source, target=target, ids=[one], by=by) for one in ids)


def request_delete(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `delete_files`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    title = f"Delete {len(ids):,} files of {bucket.name}"
    return batches.request(kind=DELETE, title=title, ids=ids, by=by, bucket=bucket.pk)


def request_move(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `move_those_there`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    title = f"Move {len(ids):,} files of {source.name} to {target.name}"
    where = {"bucket": source.pk, "target": target.pk}
    return batches.request(kind=MOVE, title=title, ids=ids, by=by, **where)


def register_kinds() -> None:
    kinds.register(Kind(DELETE, Queue.BULK, _run_delete))
    kinds.register(Kind(MOVE, Queue.BULK, _run_move))


def _run_delete(running: Running) -> None:
    bucket = _bucket(running, "bucket")
    batches.run(running, lambda ids, by: delete_files(bucket=bucket, ids=ids, by=by))


def _run_move(running: Running) -> None:
    source, target = _bucket(running, "bucket"), _bucket(running, "target")
    batches.run(
        running,
        lambda ids, by: move_those_there(source=source, target=target, ids=ids, by=by),
    )


def _bucket(running: Running, name: str) -> Bucket:
    bucket = Bucket.objects.live().filter(pk=running.args[name]).first()
    if bucket is None:
        raise Failed("The bucket is gone.")
    return bucket
