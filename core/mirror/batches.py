"""An action on many files as background work: in batches, resumed after a crash."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from core.accounts.audit import Actor
from core.clients.errors import RemoteRefusedError
from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import JobFailedError, RunningJob
from core.mirror import remote
from core.mirror.remote import OtherAccountError, ReadOnlyError

MAX_IDS = 10_000
BATCH_SIZE = 50


class TooManyObjectsError(Exception):
    """More files than one action may have."""


def enqueue_batches(
    *, kind: str, title: str, ids: Sequence[int] | Sequence[str], by: Actor, **arguments: Any
) -> Job:
    """Enqueue a job of this kind for files; `arguments` are more of its args, as JSON has them.

    Raises TooManyObjectsError, ReadOnlyError and OtherAccountError.
    """
    if len(ids) > MAX_IDS:
        raise TooManyObjectsError(
            f"That is {len(ids):,} files, and at most {MAX_IDS:,} go at once."
        )
    remote.check_writable()
    sorted_ids = sorted(ids)
    digest = hashlib.sha256(orjson.dumps([arguments, sorted_ids])).hexdigest()[:16]
    return ledger.enqueue(
        kind=kind,
        title=title,
        args={**arguments, "ids": sorted_ids, "by": by.name, "address": by.address},
        # The same files join an unfinished job; other files get a job of their own.
        key=f"{kind}:{digest}",
        by=by.user,
    )


def run_batches(running_job: RunningJob, action: Callable[[Sequence[Any], Actor], int]) -> None:
    """Call `action` with one batch of ids after the other.

    Raises JobFailedError where trying again would not help, JobCancelledError and LeaseLostError,
    and whatever else `action` raises.
    """
    ids: Sequence[Any] = running_job.args["ids"]
    address = running_job.args.get("address", "")
    by = Actor(running_job.args["by"], running_job.job.created_by, address=address)
    for at in range(running_job.cursor.get("at", 0), len(ids), BATCH_SIZE):
        try:
            action(ids[at : at + BATCH_SIZE], by)
        except (ReadOnlyError, OtherAccountError, RemoteRefusedError) as error:
            raise JobFailedError(str(error)) from error
        done = min(at + BATCH_SIZE, len(ids))
        running_job.report_progress(done, len(ids), f"{done} files", cursor={"at": done})
        running_job.save()
