"""Rescanning and deleting scanned files. Source: docs.acrcloud.com, Console API, FsFiles."""

from collections.abc import Callable, Sequence
from uuid import UUID

from core.accounts.audit import Actor, record
from core.clients.errors import RemoteNotFoundError
from core.jobs import kinds
from core.jobs.kinds import JobKind
from core.jobs.models import Job, Queue
from core.jobs.running import JobFailedError, RunningJob
from core.mirror import batches, remote, store, writes
from core.mirror.read_through import store_reply
from core.mirror.resources import Scope
from scanning.models import Container
from scanning.resources import SCANNED_FILES, scope_of

RESCAN, DELETE = "scanning.rescan", "scanning.delete"
# As many as a known client sends; more would exceed the URL length that some proxies allow.
RESCAN_BATCH_SIZE = 50


def rescan_files(*, container: Container, ids: Sequence[UUID], by: Actor) -> int:
    """Have files scanned again with the container's present policy; returns how many exist.

    The remote's reply is not documented, so the files that it doesn't name are fetched.
    Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    remote.check_writable()
    scanned = sum(
        _rescan_batch(container, ids[start : start + RESCAN_BATCH_SIZE])
        for start in range(0, len(ids), RESCAN_BATCH_SIZE)
    )
    record(
        actor=by,
        act="rescan files",
        target=f"container {container.pk}",
        files=[str(file_id) for file_id in ids],
    )
    return scanned


def delete_files(*, container: Container, ids: Sequence[UUID], by: Actor) -> int:
    """Delete files with their results; returns how many existed.

    Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    deleted = writes.delete_objects(SCANNED_FILES, ids, scope=scope_of(container))
    record(
        actor=by,
        act="delete scanned files",
        target=f"container {container.pk}",
        files=[str(file_id) for file_id in ids],
    )
    return deleted


def request_rescan(*, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    """Rescan files by a job.

    Raises TooManyObjectsError, ReadOnlyError and OtherAccountError.
    """
    return _request_job(RESCAN, "Rescan", container, ids, by)


def request_delete(*, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    """Delete files by a job.

    Raises TooManyObjectsError, ReadOnlyError and OtherAccountError.
    """
    return _request_job(DELETE, "Delete", container, ids, by)


def register_kinds() -> None:
    kinds.register(JobKind(RESCAN, Queue.BULK, _run_rescan))
    kinds.register(JobKind(DELETE, Queue.BULK, _run_delete))


def _request_job(kind: str, verb: str, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    return batches.enqueue_batches(
        kind=kind,
        title=f"{verb} {len(ids):,} files of {container.name}",
        ids=[str(file_id) for file_id in ids],
        by=by,
        container=container.pk,
    )


def _run_rescan(running: RunningJob) -> None:
    _run_batches(running, rescan_files)


def _run_delete(running: RunningJob) -> None:
    _run_batches(running, delete_files)


def _run_batches(running: RunningJob, act: Callable[..., int]) -> None:
    container = Container.objects.live().filter(pk=running.args["container"]).first()
    if container is None:
        raise JobFailedError("The container is gone.")
    batches.run_batches(
        running,
        lambda ids, by: act(container=container, ids=[UUID(file_id) for file_id in ids], by=by),
    )


def _rescan_batch(container: Container, ids: Sequence[UUID]) -> int:
    console, scope = remote.console(), scope_of(container)
    path = SCANNED_FILES.object_path(scope, ids)
    try:
        reply = console.change(f"{path}/rescan", region=scope.region)
    except RemoteNotFoundError:
        # The remote may refuse all for one unknown id: send each alone.
        return sum(_rescan_batch(container, [file_id]) for file_id in ids) if len(ids) > 1 else 0
    existing = set(store_reply(SCANNED_FILES, scope, reply))
    unnamed = [file_id for file_id in ids if file_id not in existing]
    for start in range(0, len(unnamed), SCANNED_FILES.ids_per_get):
        existing |= _fetch_existing(scope, unnamed[start : start + SCANNED_FILES.ids_per_get])
    return len(existing.intersection(ids))


def _fetch_existing(scope: Scope, ids: Sequence[UUID]) -> set[UUID]:
    """Fetch a few files into the mirror; returns those that exist."""
    try:
        reply = remote.console().get(SCANNED_FILES.object_path(scope, ids), region=scope.region)
    except RemoteNotFoundError:
        if len(ids) > 1:
            return set().union(*(_fetch_existing(scope, [file_id]) for file_id in ids))
        store.mark_gone_now(SCANNED_FILES, scope, ids)
        return set()
    return set(store_reply(SCANNED_FILES, scope, reply))
