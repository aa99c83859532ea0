"""Acts on many files as background work, a few at a time."""

from collections.abc import Callable, Sequence
from uuid import UUID

from accounts.audit import Actor
from jobs import kinds
from jobs.kinds import Kind
from jobs.models import Queue
from jobs.outcomes import Failed
from jobs.running import Running
from mirror.remote import OtherAccount, ReadOnly
from scanning.models import Container
from scanning.services.files import DELETE, RESCAN, delete_files, rescan_files

AT_ONCE = 50


def register_kinds() -> None:
    kinds.register(Kind(RESCAN, Queue.BULK, lambda running: _run(running, rescan_files)))
    kinds.register(Kind(DELETE, Queue.BULK, lambda running: _run(running, delete_files)))


def _run(running: Running, act: Callable[..., int]) -> None:
    """Do `act` with one batch after the other, from where a crash left off."""
    container = Container.objects.live().filter(pk=running.args["container"]).first()
    if container is None:
        raise Failed("The container is gone.")
    ids: Sequence[UUID] = [UUID(one) for one in running.args["ids"]]
    by = Actor(running.args["by"], running.job.created_by)
    for at in range(running.cursor.get("at", 0), len(ids), AT_ONCE):
        try:
            act(container=container, ids=ids[at : at + AT_ONCE], by=by)
        except (ReadOnly, OtherAccount) as error:
            raise Failed(str(error)) from error
        done = min(at + AT_ONCE, len(ids))
        running.progress(done, len(ids), f"{done} files", cursor={"at": done})
        running.save()
