"""Runs a pass as a job: which lists, in which order, and how each ends."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError

from clients.errors import RemoteError
from jobs.outcomes import Cancelled, Failed, LeaseLost, TryLater
from jobs.running import Running
from jobs.trouble import trouble
from mirror import clock, remote, resources
from mirror.models import MirrorPass, Mode, PassState
from mirror.passes import full, head, hot, missing
from mirror.passes.reading import Overdue, Reading, lists_in
from mirror.passes.troubles import Troubles
from mirror.resources import Resource, Scope

# Others get their turn between two lists of a pass that has had the worker for so long.
TURN_SECONDS = 600.0
TROUBLE_REMEMBERED_FOR = timedelta(days=1)


def run_full(running: Running) -> None:
    """Read every list of one resource, or the one of `scope`, from where a crash left off.

    A list that the remote fails to give is left for the next attempt, which begins at its place.
    """
    resource = resources.named(running.args["resource"])
    began = time.monotonic()
    troubles = Troubles()
    running.cursor |= lists_in(running.cursor)
    done: list[str] = running.cursor["done"]
    done_before = len(done)
    for scope in _in_turn(Mode.FULL, resource, _scopes(resource, running), running):
        if scope.id in done:
            continue
        if time.monotonic() - began > TURN_SECONDS:
            if len(done) == done_before:
                troubles.tell()
            raise TryLater(f"{len(done)} lists read", after=timedelta(0))
        with troubles.passed_over():
            _read_whole(resource, scope, running)
        running.save()
    troubles.tell()


def run_head(running: Running) -> None:
    """Look for what is new in each list of one resource whose parent says that it has moved.

    In the one of `scope` whatever its parent says.
    """
    resource = resources.named(running.args["resource"])
    read = head.read_newest if resource.parents else head.read_whole
    is_asked_for = bool(running.args.get("scope")) or not resource.parents
    scopes = _scopes(resource, running) if is_asked_for else head.moved_scopes(resource)
    troubles = Troubles()
    for scope in _in_turn(Mode.HEAD, resource, scopes, running):
        with troubles.passed_over():
            _read(Mode.HEAD, resource, scope, running, read)
    troubles.tell()


def run_hot(running: Running) -> None:
    """Ask for the rows of one resource that are still moving."""
    resource = resources.named(running.args["resource"])
    due = hot.due_keys(resource)
    scopes = [scope for scope in resource.scopes() if scope.id in due]
    troubles = Troubles()
    for scope in _in_turn(Mode.HOT, resource, scopes, running):
        with troubles.passed_over():
            _read(Mode.HOT, resource, scope, running, partial(hot.ask, keys=due[scope.id]))
    troubles.tell()


def run_release(running: Running) -> None:
    """A person has let a held pass go on: confirm by GET what is missing, and mark it as gone.

    Until it ends, and when it stops before that, the pass is a person's to decide.
    """
    _check_address()
    # It runs already where an attempt was killed.
    undecided = MirrorPass.objects.filter(
        pk=running.args["pass"], state__in=[PassState.HELD, PassState.RUNNING]
    )
    if not undecided.update(state=PassState.RUNNING):
        raise Failed("This pass is not held any more.")
    row = undecided.get()
    resource = resources.named(row.resource)
    scope = next((one for one in resource.scopes() if one.id == row.scope), Scope(row.scope))
    reading = Reading(
        resource=resource, scope=scope, row=row, running=running, console=remote.console()
    )
    why_held = row.error
    try:
        _close(reading, _settle)
    except LeaseLost:
        raise
    except Exception:
        MirrorPass.objects.filter(pk=row.pk).update(state=PassState.HELD, error=why_held)
        raise


def _settle(reading: Reading) -> None:
    missing.confirm(reading)
    reading.end(PassState.DONE)
    full.note_freshness(reading)


def _scopes(resource: Resource[Any], running: Running) -> list[Scope]:
    wanted = running.args.get("scope", "")
    return [scope for scope in resource.scopes() if not wanted or scope.id == wanted]


def _in_turn(
    mode: Mode, resource: Resource[Any], scopes: Sequence[Scope], running: Running
) -> list[Scope]:
    """Those that were not read to their end lately come after the others."""
    stopped = MirrorPass.objects.filter(
        resource=resource.name,
        mode=mode,
        state__in=[PassState.RUNNING, PassState.FAILED],
        started_at__gt=clock.now() - TROUBLE_REMEMBERED_FOR,
    ).exclude(error="")
    # Where this job itself stopped it goes on.
    stopped = stopped.exclude(pk=running.cursor.get("pass", 0))
    troubled = set(stopped.values_list("scope", flat=True)) if len(scopes) > 1 else set()
    return sorted(scopes, key=lambda scope: scope.id in troubled)


def _read_whole(resource: Resource[Any], scope: Scope, running: Running) -> None:
    """Read one list of a full pass; the cursor says then that it is done, or where it was left."""
    lists = lists_in(running.cursor)
    done, left = lists["done"], lists["left"]
    if scope.id in left:
        running.cursor = {**lists, **left[scope.id]}
    try:
        _read(Mode.FULL, resource, scope, running, full.read_scope)
    except RemoteError:
        left[scope.id] = {name: at for name, at in running.cursor.items() if name not in lists}
        running.cursor = lists
        raise
    left.pop(scope.id, None)
    done.append(scope.id)
    running.cursor = lists


def _read(
    mode: Mode,
    resource: Resource[Any],
    scope: Scope,
    running: Running,
    read: Callable[[Reading], None],
) -> None:
    _check_address()
    _close(Reading.begin(mode, resource, scope, running, remote.console()), read)


def _check_address() -> None:
    try:
        remote.check_same_address()
    except remote.OtherAccount as error:
        raise Failed(str(error)) from error


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
