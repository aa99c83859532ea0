"""One list of the remote while it is read: its pass row, its counts, its place in the job."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from core.clients.console import Console, FetchedObjects, FetchedPage
from core.jobs.running import RunningJob
from core.mirror import clock, quarantine, remote, store
from core.mirror.existing import ExistingRow
from core.mirror.fields import FieldWatch
from core.mirror.models import MirrorPass, Mode, PassState, QuarantinedRow
from core.mirror.replies import TakenApart, take_apart
from core.mirror.resources import Resource, Scope
from core.ui import formats

log = logging.getLogger(__name__)

# SQLite has one writer at a time, and one that writes without a pause starves the web process.
PAUSE_SECONDS, PAUSE_EVERY_SECONDS = 0.001, 0.025
# A pass in one of these states is resumed when its own job is tried again.
_RESUMABLE = (PassState.RUNNING, PassState.FAILED, PassState.CANCELLED)


def lists_in_cursor(cursor: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a job's cursor about whole lists: those done, and where others were left."""
    return {"done": cursor.get("done", []), "left": cursor.get("left", {})}


class PassOverdueError(Exception):
    """The pass has taken longer than SYNC_DEADLINE_SECONDS. The message is for a person."""


class Reading:
    """What a pass needs while it reads one list.

    `is_resumed` tells whether an earlier attempt has begun the pass, and `is_resumed_after_end`
    whether that attempt had ended its row as failed or cancelled, which may be long ago.
    """

    def __init__(
        self,
        *,
        resource: Resource[Any],
        scope: Scope,
        row: MirrorPass,
        running_job: RunningJob,
        console: Console,
    ) -> None:
        self.resource = resource
        self.scope = scope
        self.row = row
        self.running_job = running_job
        self.console = console
        self.is_resumed = False
        self.is_resumed_after_end = False
        self._counted_at = time.monotonic()
        self._paused_at = 0.0
        self._account_checked = False
        self._fields = FieldWatch(resource)
        self._may_heal = QuarantinedRow.objects.filter(resource=resource.name).exists()

    @classmethod
    def begin(
        cls,
        mode: Mode,
        resource: Resource[Any],
        scope: Scope,
        running_job: RunningJob,
        console: Console,
    ) -> "Reading":
        """Create a pass row, or resume the unfinished one of an earlier attempt of this job."""
        passes = MirrorPass.objects.filter(resource=resource.name, scope=scope.id, mode=mode)
        resumable = passes.filter(pk=running_job.cursor.get("pass", 0), state__in=_RESUMABLE)
        unfinished = resumable.first()
        # One job at a time reads a list in one mode: other running rows were interrupted.
        passes.filter(state=PassState.RUNNING).exclude(
            pk=unfinished.pk if unfinished else 0
        ).update(state=PassState.FAILED, error="Interrupted.", finished_at=clock.now())
        row = unfinished or MirrorPass.objects.create(
            resource=resource.name,
            scope=scope.id,
            mode=mode,
            job_id=running_job.job.pk,
            started_at=clock.now(),
        )
        reading = cls(
            resource=resource, scope=scope, row=row, running_job=running_job, console=console
        )
        if unfinished is None:
            running_job.cursor = {**lists_in_cursor(running_job.cursor), "pass": row.pk}
            return reading
        reading.is_resumed = True
        reading.is_resumed_after_end = unfinished.state != PassState.RUNNING
        row.state, row.error, row.finished_at = PassState.RUNNING, "", None
        row.save(update_fields=["state", "error", "finished_at"])
        return reading

    def fetch_page(self, *, number: int, newest_first: bool = False) -> FetchedPage:
        order = "desc" if newest_first else "asc"
        ordered = {"sort": "id", "order": order} if self.resource.order == "id" else {}
        return self.console.page(
            self.resource.list_path(self.scope),
            number=number,
            per_page=settings.SYNC_PAGE_SIZE,
            params=ordered,
            region=self.scope.region,
        )

    def resume_at(self, name: str = "") -> tuple[int, Any]:
        """The page to begin with, and the cursor's value `name`: one page back from the last one.

        Objects that moved from one page to the other since are then read again.
        """
        cursor = self.running_job.cursor
        if cursor.get("pass") != self.row.pk or cursor.get("page", 1) <= 1:
            return 1, None
        return cursor["page"] - 1, cursor.get(name)

    def advance(self, page: FetchedPage, **values: Any) -> None:
        """Report that a page is done, and put it and `values` into the cursor."""
        self.progress(
            min(page.number * settings.SYNC_PAGE_SIZE, page.total),
            page.total,
            f"{self.resource.label} {self.scope.label}".strip(),
            cursor={
                **lists_in_cursor(self.running_job.cursor),
                "pass": self.row.pk,
                "page": page.number,
                **values,
            },
        )

    def progress(
        self, done: int, total: int | None, note: str = "", *, cursor: dict[str, Any] | None = None
    ) -> None:
        """Report progress. Raises PassOverdueError, JobCancelledError and LeaseLostError."""
        clock.refresh()
        self.running_job.report_progress(done, total, note, cursor=cursor)
        started_at, deadline = self.running_job.job.started_at, settings.SYNC_DEADLINE_SECONDS
        if started_at is not None and clock.now() > started_at + timedelta(seconds=deadline):
            raise PassOverdueError(
                f"Not done within {formats.span(deadline)}. Retry goes on from where it stopped."
            )

    def fetch_by_ids(self, keys: Sequence[Any]) -> FetchedObjects:
        self.row.requests += 1
        return self.console.get(
            self.resource.object_path(self.scope, keys), region=self.scope.region
        )

    def store_rows(
        self,
        rows: Sequence[Any],
        requested_at: datetime,
        known: Mapping[Any, ExistingRow] | None = None,
        taken: TakenApart | None = None,
    ) -> list[Any]:
        """Write the objects of one reply into the mirror; returns their keys."""
        self._check_account(rows)
        outcome = store.store_taken_apart(
            self.resource,
            self.scope,
            taken or take_apart(self.resource, self.scope, rows),
            requested_at=requested_at,
            known=known,
            may_heal=self._may_heal,
        )
        if outcome.differing and connection.vendor == "sqlite":
            self._let_others_write()
        self._may_heal = self._may_heal or bool(outcome.quarantined)
        self._fields.record(outcome.differing)
        self.row.seen += len(rows)
        self.row.new += outcome.new
        self.row.changed += outcome.changed
        self.row.quarantined += outcome.quarantined
        return outcome.keys

    def _let_others_write(self) -> None:
        if time.monotonic() - self._paused_at > PAUSE_EVERY_SECONDS:
            time.sleep(PAUSE_SECONDS)
            self._paused_at = time.monotonic()

    def count_unchanged(self, rows: Sequence[Any], count: int) -> None:
        """Count the objects of a page, some of them `rows`, that the mirror has byte for byte."""
        self._check_account(rows)
        self.row.seen += count

    def end(self, state: PassState, error: str = "") -> None:
        """Close the pass row with its counts."""
        self.row.state = state
        self.row.error = error
        self.row.finished_at = clock.now()
        self.save_counts()
        if self.row.mode == Mode.FULL and state == PassState.DONE:
            quarantine.delete_unseen(self.resource, self.scope, since=self.row.started_at)
        log.log(
            logging.INFO if state == PassState.DONE else logging.WARNING,
            "%s: %s, %s seen, %s new, %s changed, %s gone, %s quarantined, %s requests, %.1f s%s",
            self.row,
            state.value,
            self.row.seen,
            self.row.new,
            self.row.changed,
            self.row.gone,
            self.row.quarantined,
            self.row.requests,
            self.row.seconds,
            f". {error}" if error else "",
        )

    def save_counts(self) -> None:
        self.row.seconds += time.monotonic() - self._counted_at
        self._counted_at = time.monotonic()
        # Updated, not saved: a row that switching the account has deleted must not come back.
        fields = [field for field in MirrorPass._meta.concrete_fields if not field.primary_key]
        values = {field.attname: getattr(self.row, field.attname) for field in fields}
        MirrorPass.objects.filter(pk=self.row.pk).update(**values)

    def _check_account(self, rows: Sequence[Any]) -> None:
        if not self._account_checked:
            self._account_checked = remote.check_owner(self.resource, rows)
