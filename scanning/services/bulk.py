"""Acts on many scanned files as background work."""

from collections.abc import Sequence
from uuid import UUID

from accounts.audit import Actor
from buckets.services import batches
from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Job, Queue
from jobs.outcomes import Failed
from jobs.running import Running
from scanning.models import Container
from scanning.services.files import delete_files, rescan_files

RESCAN, DELETE = "scanning.rescan", "scanning.delete"


def request_rescan(*, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    """As `rescan_files`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    return _request(RESCAN, "Rescan", container, ids, by)


def request_delete(*, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    """As `delete_files`, in the background. Raises TooMany, ReadOnly and OtherAccount."""
    return _request(DELETE, "Delete", container, ids, by)


def register_kinds() -> None:
    kinds.register(Kind(RESCAN, Queue.BULK, _run_rescan))
    kinds.register(Kind(DELETE, Queue.BULK, _run_delete))


def _request(kind: str, verb: str, container: Container, ids: Sequence[UUID], by: Actor) -> Job:
    title = f"{verb} {len(ids):,} files of {container.name}"
    named = [str(one) for one in ids]
    return batches.request(kind=kind, title=title, ids=named, by=by, container=container.pk)


def _run_rescan(running: Running) -> None:
    container = _container(running)
    batches.run(running, lambda ids, by: rescan_files(container=container, ids=_keys(ids), by=by))


def _run_delete(running: Running) -> None:
    container = _container(running)
    batches.run(running, lambda ids, by: delete_files(container=container, ids=_keys(ids), by=by))


def _keys(ids: Sequence[str]) -> list[UUID]:
    return [UUID(one) for one in ids]


def _container(running: Running) -> Container:
    container = Container.objects.live().filter(pk=running.args["container"]).first()
    if container is None:
        raise Failed("The container is gone.")
    return container
