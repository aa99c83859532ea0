"""One list of the remote being read: its pass row, its counts, its place in the job."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from clients.console import Console, Found, Page
from jobs.running import Running
from mirror import clock, quarantine, remote, store
from mirror.fields import FieldWatch
from mirror.known import Known
from mirror.models import MirrorPass, Mode, PassState, QuarantinedRow
from mirror.resources import Resource, Scope
from ui import formats

log = logging.getLogger(__name__)

# SQLite has one writer at a time, and one that writes without a pause starves the web process.
PAUSE_SECONDS, PAUSE_EVERY_SECONDS = 0.001, 0.025
# A pass in one of these states goes on when its own job is tried again.
_GOES_ON = (PassState.RUNNING, PassState.FAILED, PassState.CANCELLED)


def lists_in(cursor: Mapping[str, Any]) -> dict[str, Any]:
    """What a job's cursor says of whole lists: which are done, and where others were left."""
    return {"done": cursor.get("done", []), "left": cursor.get("left", {})}


class Overdue(Exception):
    """The pass has taken longer than it may. The message is for the person who finds it."""


class Reading:
    """What a pass needs while it reads one scope.

    `goes_on` tells whether another attempt has begun it, and `goes_on_after_a_stop` whether that
    one had come to an end of its own, which may be long ago.
    """

    def __init__(
        self,
        *,
        resource: Resource[Any],
        scope: Scope,
        row: MirrorPass,
        running: Running,
        console: Console,
    ) -> None:
        self.resource = resource
        self.scope = scope
        self.row = row
        self.running = running
        self.console = console
        self.goes_on = False
        self.goes_on_after_a_stop = False
        self._began = time.monotonic()
        self._paused_at = 0.0
        self._account_checked = False
        self._fields = FieldWatch(resource)
        self._heals = QuarantinedRow.objects.filter(resource=resource.name).exists()

    @classmethod
    def begin(
        cls, mode: Mode, resource: Resource[Any], scope: Scope, running: Running, console: Console
    ) -> "Reading":
        """Open a pass row, or the one that a crash left open, or that stopped before its end."""
        same = MirrorPass.objects.filter(resource=resource.name, scope=scope.id, mode=mode)
        begun = same.filter(pk=running.cursor.get("pass", 0), state__in=_GOES_ON)
        left = begun.first()
        # One job at a time reads a list in one mode: what another left open was interrupted.
        same.filter(state=PassState.RUNNING).exclude(pk=left.pk if left else 0).update(
            state=PassState.FAILED, error="Interrupted.", finished_at=clock.now()
        )
        row = left or MirrorPass.objects.create(
            resource=resource.name,
            scope=scope.id,
            mode=mode,
            job_id=running.job.pk,
            started_at=clock.now(),
        )
        reading = cls(resource=resource, scope=scope, row=row, running=running, console=console)
        if left is None:
            running.cursor = {**lists_in(running.cursor), "pass": row.pk}
            return reading
        reading.goes_on = True
        reading.goes_on_after_a_stop = left.state != PassState.RUNNING
        row.state, row.error, row.finished_at = PassState.RUNNING, "", None
        row.save(update_fields=["state", "error", "finished_at"])
        return reading

    def fetch_page(self, *, number: int, newest_first: bool = False) -> Page:
        order = "desc" if newest_first else "asc"
        ordered = {"sort": "id", "order": order} if self.resource.order == "id" else {}
        return self.console.page(
            self.resource.list_path(self.scope),
            number=number,
            per_page=settings.SYNC_PAGE_SIZE,
            params=ordered,
            region=self.scope.region,
        )

    def resume_at(self, place: str = "") -> tuple[int, Any]:
        """The page to begin with, and the cursor's `place`: one page back from where a crash was.

        What moved across the border while nobody read is then met again.
        """
        cursor = self.running.cursor
        if cursor.get("pass") != self.row.pk or cursor.get("page", 1) <= 1:
            return 1, None
        return cursor["page"] - 1, cursor.get(place)

    def advance(self, page: Page, **place: Any) -> None:
        """A page is done: say so, and remember it for the next attempt."""
        self.progress(
            min(page.number * settings.SYNC_PAGE_SIZE, page.total),
            page.total,
            f"{self.resource.label} {self.scope.label}".strip(),
            cursor={
                **lists_in(self.running.cursor),
                "pass": self.row.pk,
                "page": page.number,
                **place,
            },
        )

    def progress(
        self, done: int, total: int | None, note: str = "", *, cursor: dict[str, Any] | None = None
    ) -> None:
        """Say how far the work is. Raises Overdue, and what `Running.progress` raises."""
        clock.keep()
        self.running.progress(done, total, note, cursor=cursor)
        began, deadline = self.running.job.started_at, settings.SYNC_DEADLINE_SECONDS
        if began is not None and clock.now() > began + timedelta(seconds=deadline):
            raise Overdue(
                f"Not done within {formats.span(deadline)}. Retry goes on from where it stopped."
            )

    def fetch_by_ids(self, keys: Sequence[Any]) -> Found:
        self.row.requests += 1
        return self.console.get(
            self.resource.object_path(self.scope, keys), region=self.scope.region
        )

    def store(
        self,
        rows: Sequence[Any],
        requested_at: datetime,
        known: Mapping[Any, Known] | None = None,
    ) -> list[Any]:
        """Write one answer into the mirror; returns the keys that were in it."""
        self._check_account(rows)
        stored = store.store(
            self.resource,
            self.scope,
            rows,
            requested_at=requested_at,
            known=known,
            heals=self._heals,
        )
        if stored.fresh and connection.vendor == "sqlite":
            self._let_others_write()
        self._heals = self._heals or bool(stored.quarantined)
        self._fields.note(stored.fresh)
        self.row.seen += len(rows)
        self.row.new += stored.new
        self.row.changed += stored.changed
        self.row.quarantined += stored.quarantined
        return stored.keys

    def _let_others_write(self) -> None:
        if time.monotonic() - self._paused_at > PAUSE_EVERY_SECONDS:
            time.sleep(PAUSE_SECONDS)
            self._paused_at = time.monotonic()

    def note_unchanged(self, rows: Sequence[Any]) -> None:
        """An answer that the mirror has already, word for word."""
        self._check_account(rows)
        self.row.seen += len(rows)

    def end(self, state: PassState, error: str = "") -> None:
        """Close the pass row with its counts."""
        self.row.state = state
        self.row.error = error
        self.row.finished_at = clock.now()
        self.save_counts()
        if self.row.mode == Mode.FULL and state == PassState.DONE:
            quarantine.forget_unseen(self.resource, self.scope, since=self.row.started_at)
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
        self.row.seconds += time.monotonic() - self._began
        self._began = time.monotonic()
        # Updated, not saved: a row that adopting has deleted meanwhile stays away.
        fields = [field for field in MirrorPass._meta.concrete_fields if not field.primary_key]
        written = {field.attname: getattr(self.row, field.attname) for field in fields}
        MirrorPass.objects.filter(pk=self.row.pk).update(**written)

    def _check_account(self, rows: Sequence[Any]) -> None:
        if not self._account_checked:
            self._account_checked = remote.check_owner(self.resource, rows)
