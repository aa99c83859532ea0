"""Runs passes as jobs: which lists, in which order, and how each ends."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DatabaseError

from core.clients.errors import RemoteError
from core.jobs.running import (
    JobCancelledError,
    JobFailedError,
    LeaseLostError,
    RetryLaterError,
    RunningJob,
    describe_error,
)
from core.mirror import clock, remote, resources
from core.mirror.models import MirrorPass, Mode, PassState
from core.mirror.passes import full, head, hot, missing
from core.mirror.passes.failures import FailureTally
from core.mirror.passes.reading import PassOverdueError, Reading, lists_in_cursor
from core.mirror.resources import Resource, Scope
from core.mirror.schema.late_indexes import LateIndexes

# A full pass that has had the worker for this long gives it up after the list it reads.
MAX_TURN_SECONDS = 600.0
FAILURE_REMEMBERED_FOR = timedelta(days=1)


def run_full(running_job: RunningJob) -> None:
    """Read every list of one resource, or the one of `scope`, from where a crash left off.

    A list that the remote fails to return is left to the next attempt, which resumes it.
    """
    resource = resources.get_resource(running_job.args["resource"])
    late_indexes = LateIndexes(resource)
    try:
        _read_lists(resource, running_job, late_indexes)
    except LeaseLostError:
        # The worker that has the job now builds them.
        raise
    except Exception:
        late_indexes.try_to_build()
        raise
    late_indexes.build()


def run_head(running_job: RunningJob) -> None:
    """Look for new objects in each list of one resource whose mark has moved.

    In the list of `scope`, where one is given, whatever its mark is.
    """
    resource = resources.get_resource(running_job.args["resource"])
    read = head.read_new_objects if resource.parents else head.read_all_pages
    reads_all = bool(running_job.args.get("scope")) or not resource.parents
    scopes = _scopes(resource, running_job) if reads_all else head.moved_scopes(resource)
    failures = FailureTally()
    for scope in _in_turn(Mode.HEAD, resource, scopes, running_job):
        with failures.tolerated():
            _read(Mode.HEAD, resource, scope, running_job, read)
    failures.raise_first()


def run_hot(running_job: RunningJob) -> None:
    """Fetch the rows of one resource whose state isn't final."""
    resource = resources.get_resource(running_job.args["resource"])
    due = hot.due_keys(resource)
    scopes = [scope for scope in resource.scopes() if scope.id in due]
    failures = FailureTally()
    for scope in _in_turn(Mode.HOT, resource, scopes, running_job):
        with failures.tolerated():
            _read(
                Mode.HOT, resource, scope, running_job, partial(hot.fetch_rows, keys=due[scope.id])
            )
    failures.raise_first()


def run_release(running_job: RunningJob) -> None:
    """Finish a held pass that a person released: confirm missing rows by GET, mark them as gone.

    When it fails the pass is held again.
    """
    _check_address()
    # Running: an earlier attempt was killed.
    undecided = MirrorPass.objects.filter(
        pk=running_job.args["pass"], state__in=[PassState.HELD, PassState.RUNNING]
    )
    if not undecided.update(state=PassState.RUNNING):
        raise JobFailedError("This pass is not held any more.")
    row = undecided.get()
    resource = resources.get_resource(row.resource)
    reading = Reading(
        resource=resource,
        scope=resource.scope_of_id(row.scope),
        row=row,
        running_job=running_job,
        console=remote.console(),
    )
    reason_held = row.error
    try:
        _read_and_close(reading, _release)
    except LeaseLostError:
        raise
    except Exception:
        MirrorPass.objects.filter(pk=row.pk).update(state=PassState.HELD, error=reason_held)
        raise


def _release(reading: Reading) -> None:
    missing.confirm_missing(reading)
    reading.end(PassState.DONE)
    full.record_freshness(reading)


def _scopes(resource: Resource[Any], running_job: RunningJob) -> list[Scope]:
    scope_id = running_job.args.get("scope", "")
    return [scope for scope in resource.scopes() if not scope_id or scope.id == scope_id]


def _in_turn(
    mode: Mode, resource: Resource[Any], scopes: Sequence[Scope], running_job: RunningJob
) -> list[Scope]:
    """The lists in the order to read them: those that failed lately come last."""
    failed = MirrorPass.objects.filter(
        resource=resource.name,
        mode=mode,
        state__in=[PassState.RUNNING, PassState.FAILED],
        started_at__gt=clock.now() - FAILURE_REMEMBERED_FOR,
    ).exclude(error="")
    # But not the list at which this job itself stopped.
    failed = failed.exclude(pk=running_job.cursor.get("pass", 0))
    failed_lately = set(failed.values_list("scope", flat=True)) if len(scopes) > 1 else set()
    return sorted(scopes, key=lambda scope: scope.id in failed_lately)


def _read_lists(
    resource: Resource[Any], running_job: RunningJob, late_indexes: LateIndexes
) -> None:
    began = time.monotonic()
    failures = FailureTally()
    running_job.cursor |= lists_in_cursor(running_job.cursor)
    done: list[str] = running_job.cursor["done"]
    done_before = len(done)
    for scope in _in_turn(Mode.FULL, resource, _scopes(resource, running_job), running_job):
        if scope.id in done:
            continue
        if time.monotonic() - began > MAX_TURN_SECONDS:
            if len(done) == done_before:
                failures.raise_first()
            raise RetryLaterError(f"{len(done)} lists read", after=timedelta(0))
        with failures.tolerated():
            _read_whole(resource, scope, running_job, late_indexes)
        running_job.save()
    failures.raise_first()


def _read_whole(
    resource: Resource[Any], scope: Scope, running_job: RunningJob, late_indexes: LateIndexes
) -> None:
    """Read one list of a full pass; the cursor tells then that it is done, or where it stopped."""
    lists = lists_in_cursor(running_job.cursor)
    done, left = lists["done"], lists["left"]
    if scope.id in left:
        running_job.cursor = {**lists, **left[scope.id]}
    try:
        _read(
            Mode.FULL,
            resource,
            scope,
            running_job,
            partial(full.read_list, late_indexes=late_indexes),
        )
    except RemoteError:
        left[scope.id] = {
            name: value for name, value in running_job.cursor.items() if name not in lists
        }
        running_job.cursor = lists
        raise
    left.pop(scope.id, None)
    done.append(scope.id)
    running_job.cursor = lists


def _read(
    mode: Mode,
    resource: Resource[Any],
    scope: Scope,
    running_job: RunningJob,
    read: Callable[[Reading], None],
) -> None:
    _check_address()
    _read_and_close(Reading.begin(mode, resource, scope, running_job, remote.console()), read)


def _check_address() -> None:
    try:
        remote.check_same_address()
    except remote.OtherAccountError as error:
        raise JobFailedError(str(error)) from error


def _read_and_close(reading: Reading, read: Callable[[Reading], None]) -> None:
    """Read one list, and end its pass row whichever way the reading ends."""
    try:
        read(reading)
    except LeaseLostError:
        # Another worker has the row by now.
        raise
    except JobCancelledError:
        reading.end(PassState.CANCELLED)
        raise
    except remote.OtherAccountError as error:
        reading.end(PassState.FAILED, str(error))
        raise JobFailedError(str(error)) from error
    except PassOverdueError as error:
        reading.end(PassState.FAILED, str(error))
        reading.running_job.save()
        raise JobFailedError(str(error)) from error
    except Exception as error:
        # The database may be what failed, and fail here again.
        with suppress(DatabaseError):
            _record_stop(reading, describe_error(error))
        raise


def _record_stop(reading: Reading, reason: str) -> None:
    """Write where this attempt stopped: the next one resumes there, in the same pass row."""
    job = reading.running_job.job
    if reading.row.mode != Mode.FULL or job.attempts >= job.max_attempts:
        reading.end(PassState.FAILED, reason)
    else:
        reading.row.error = reason
        reading.save_counts()
    reading.running_job.save()
