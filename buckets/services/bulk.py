"""Acts on many audio files as background work."""

from collections.abc import Sequence

from buckets.models import Bucket
from buckets.services.files import delete_files, move_files
from core.accounts.audit import Actor
from core.clients.errors import RemoteNotFoundError
from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Job, Queue
from core.jobs.running import JobFailedError, RunningJob
from core.mirror import batches

DELETE, MOVE = "buckets.delete_files", "buckets.move_files"


def move_existing_files(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> int:
    """As `move_files`, but skip files that the remote no longer has; returns how many moved.

    Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    try:
        return move_files(source=source, target=target, ids=ids, by=by)
    except RemoteNotFoundError:
        # The remote refuses all files if it lacks one: move each by itself.
        if len(ids) == 1:
            return 0
        return sum(
            move_existing_files(source=source, target=target, ids=[file_id], by=by)
            for file_id in ids
        )


def request_delete(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `delete_files`, in the background.

    Raises TooManyObjectsError, ReadOnlyError and OtherAccountError.
    """
    title = f"Delete {len(ids):,} files of {bucket.name}"
    return batches.enqueue_batches(kind=DELETE, title=title, ids=ids, by=by, bucket=bucket.pk)


def request_move(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> Job:
    """As `move_existing_files`, in the background.

    Raises TooManyObjectsError, ReadOnlyError and OtherAccountError.
    """
    title = f"Move {len(ids):,} files of {source.name} to {target.name}"
    args = {"bucket": source.pk, "target": target.pk}
    return batches.enqueue_batches(kind=MOVE, title=title, ids=ids, by=by, **args)


def register_kinds() -> None:
    kinds.register(JobKind(DELETE, Queue.BULK, _run_delete))
    kinds.register(JobKind(MOVE, Queue.BULK, _run_move))


def _run_delete(running: RunningJob) -> None:
    bucket = _bucket(running, "bucket")
    batches.run_batches(running, lambda ids, by: delete_files(bucket=bucket, ids=ids, by=by))


def _run_move(running: RunningJob) -> None:
    source, target = _bucket(running, "bucket"), _bucket(running, "target")
    batches.run_batches(
        running,
        lambda ids, by: move_existing_files(source=source, target=target, ids=ids, by=by),
    )


def _bucket(running: RunningJob, name: str) -> Bucket:
    bucket = Bucket.objects.live().filter(pk=running.args[name]).first()
    if bucket is None:
        raise JobFailedError("The bucket is gone.")
    return bucket
