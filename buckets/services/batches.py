"""An act on many files as background work: a few at a time, from where a crash left off."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from accounts.audit import Actor
from clients.errors import Refused
from jobs import ledger
from jobs.models import Job
from jobs.outcomes import Failed
from jobs.running import Running
from mirror import remote
from mirror.remote import OtherAccount, ReadOnly

MOST_IDS = 10_000
AT_ONCE = 50


class TooMany(Exception):
    """More files than one act may be for."""


def request(
    *, kind: str, title: str, ids: Sequence[int] | Sequence[str], by: Actor, **where: Any
) -> Job:
    """Have a job of this kind act on files; `where` is what else it must know, as JSON has it.

    Raises TooMany, ReadOnly and OtherAccount.
    """
    if len(ids) > MOST_IDS:
        raise TooMany(f"That is {len(ids):,} files, and at most {MOST_IDS:,} go at once.")
    remote.check_writable()
    named = sorted(ids)
    digest = hashlib.sha256(orjson.dumps([where, named])).hexdigest()[:16]
    return ledger.enqueue(
        kind=kind,
        title=title,
        args={**where, "ids": named, "by": by.name, "address": by.address},
        # The same files once; other files of the same place are another job.
        key=f"{kind}:{digest}",
        by=by.user,
    )


def run(running: Running, act: Callable[[Sequence[Any], Actor], int]) -> None:
    """Do `act` with one batch of ids after the other.

    Raises Failed for what trying again doesn't change, Cancelled and LeaseLost, and whatever else
    `act` raises.
    """
    ids: Sequence[Any] = running.args["ids"]
    address = running.args.get("address", "")
    by = Actor(running.args["by"], running.job.created_by, address=address)
    for at in range(running.cursor.get("at", 0), len(ids), AT_ONCE):
        try:
            act(ids[at : at + AT_ONCE], by)
        except (ReadOnly, OtherAccount, Refused) as error:
            raise Failed(str(error)) from error
        done = min(at + AT_ONCE, len(ids))
        running.progress(done, len(ids), f"{done} files", cursor={"at": done})
        running.save()
