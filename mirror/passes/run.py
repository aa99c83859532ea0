"""Runs a pass as a job: which lists, in which order, and how each ends."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError

from jobs.outcomes import Cancelled, Failed, LeaseLost, TryLater
from jobs.running import Running
from jobs.trouble import trouble
from mirror import remote, resources
from mirror.models import MirrorPass, Mode, PassState
from mirror.passes import full, head, hot, missing
from mirror.passes.reading import Overdue, Reading
from mirror.resources import Resource, Scope

# Others get their turn between two lists of a pass that has had the worker for so long.
TURN_SECONDS = 600.0


def run_full(running: Running) -> None:
    """Read every list of one resource, or the one of `scope`, from where a crash left off."""
    resource = resources.named(running.args["resource"])
    began = time.monotonic()
    done: list[str] = running.cursor.setdefault("done", [])
    for scope in _scopes(resource, running):
        if scope.id in done:
            continue
        if time.monotonic() - began > TURN_SECONDS:
            raise TryLater(f"{len(done)} lists read", after=timedelta(0))
        _read(Mode.FULL, resource, scope, running, full.read_scope)
        done.append(scope.id)
        running.cursor = {"done": done}
        running.save()


def run_head(running: Running) -> None:
    """Look for what is new in each list of one resource whose parent says that it has moved.

    In the one of `scope` whatever its parent says.
    """
    resource = resources.named(running.args["resource"])
    read = head.read_newest if resource.parents else head.read_whole
    is_asked_for = bool(running.args.get("scope")) or not resource.parents
    for scope in _scopes(resource, running) if is_asked_for else head.moved_scopes(resource):
        _read(Mode.HEAD, resource, scope, running, read)


def run_hot(running: Running) -> None:
    """Ask for the rows of one resource that are still moving."""
    resource = resources.named(running.args["resource"])
    due = hot.due_keys(resource)
    for scope in resource.scopes():
        if keys := due.get(scope.id):
            _read(Mode.HOT, resource, scope, running, partial(hot.ask, keys=keys))


def run_release(running: Running) -> None:
    """A person has let a held pass go on: confirm by GET what is missing, and mark it as gone."""
    row = MirrorPass.objects.get(pk=running.args["pass"])
    resource = resources.named(row.resource)
    scope = next((one for one in resource.scopes() if one.id == row.scope), Scope(row.scope))
    reading = Reading(
        resource=resource, scope=scope, row=row, running=running, console=remote.console()
    )
    why_held = row.error
    try:
        _close(reading, _settle)
    except Exception:
        stopped = MirrorPass.objects.filter(
            pk=row.pk, state__in=[PassState.FAILED, PassState.CANCELLED]
        )
        # It is a person's to decide again.
        stopped.update(state=PassState.HELD, error=why_held)
        raise


def _settle(reading: Reading) -> None:
    missing.confirm(reading)
    reading.end(PassState.DONE)
    full.note_freshness(reading)


def _scopes(resource: Resource[Any], running: Running) -> Iterable[Scope]:
    wanted = running.args.get("scope", "")
    return [scope for scope in resource.scopes() if not wanted or scope.id == wanted]


def _read(
    mode: Mode,
    resource: Resource[Any],
    scope: Scope,
    running: Running,
    read: Callable[[Reading], None],
) -> None:
    try:
        remote.check_same_address()
    except remote.OtherAccount as error:
        raise Failed(str(error)) from error
    _close(Reading.begin(mode, resource, scope, running, remote.console()), read)


def _close(reading: Reading, read: Callable[[Reading], None]) -> None:
    """Read one list, and close its pass row whichever way that ends."""
    try:
        read(reading)
    except LeaseLost:
        # The row is another worker's by now.
        raise
    except Cancelled:
        reading.end(PassState.CANCELLED)
        raise
    except remote.OtherAccount as error:
        reading.end(PassState.FAILED, str(error))
        raise Failed(str(error)) from error
    except Overdue as error:
        reading.end(PassState.FAILED, str(error))
        reading.running.save()
        raise Failed(str(error)) from error
    except Exception as error:
        # Where it is the database that failed, it may not take this either.
        with suppress(DatabaseError):
            _stop(reading, trouble(error))
        raise


def _stop(reading: Reading, why: str) -> None:
    """Write down where this attempt stopped: the next one goes on from there, in the same row."""
    job = reading.running.job
    if reading.row.mode != Mode.FULL or job.attempts >= job.max_attempts:
        reading.end(PassState.FAILED, why)
    else:
        reading.row.error = why
        reading.save_counts()
    reading.running.save()


def last_pass(resource: str, scope: str = "", mode: Mode = Mode.FULL) -> MirrorPass | None:
    """The newest pass of one list."""
    return MirrorPass.objects.filter(resource=resource, scope=scope, mode=mode).first()
