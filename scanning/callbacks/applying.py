"""Applies the callbacks of one container: fetches their files, and records what became of each."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Now
from django.utils import timezone

from core.clients.errors import RemoteError, ThrottledError
from core.jobs.models import MAX_WAIT
from core.jobs.running import JobCancelledError, LeaseLostError, RetryLaterError, RunningJob
from core.mirror.remote import OtherAccountError
from scanning import scans
from scanning.callbacks.fetching import (
    FetchedFile,
    Outcome,
    UnmatchedError,
    UnstorableError,
    fetch_files,
)
from scanning.models import (
    Delivery,
    DeliveryAttempt,
    DeliveryQuerySet,
    DeliveryState,
    ScannedFile,
    ScanState,
)
from scanning.resources import SCANNED_FILES

# Of one that kills its worker, or whose file is never ready.
MAX_TRIES = 20
# Of one whose file can't be fetched.
MAX_FAILURES = 8
STILL_PROCESSING_TRIES = 4
STILL_PROCESSING_PAUSE = timedelta(seconds=2)
# After so many calls in a row that failed, the remote is given a rest.
FAILURES_IN_A_ROW = 3
REST = timedelta(seconds=5)
# Callbacks that are looked through for the next files.
WINDOW = 100

log = logging.getLogger(__name__)

ByFile = Mapping[UUID, Sequence[Delivery]]


def apply_deliveries(running: RunningJob) -> None:
    """Job: settle the pending deliveries of one container, batch by batch, until none is due."""
    if "container_id" not in running.args:
        return  # a job of 0.1: its callback is pending, and a job of today's sees to it
    pending = Delivery.objects.pending().filter(container_id=running.args["container_id"])
    settled = failures = 0
    while batch := _next_batch(pending.due()):
        succeeded = _apply(batch)
        failures = 0 if succeeded else failures + 1
        if failures == FAILURES_IN_A_ROW:
            raise RetryLaterError("The remote doesn't answer.", after=REST)
        settled += sum(map(len, batch.values()))
        running.report_progress(settled)
    next_due_at = pending.aggregate(at=Min("due_at"))["at"]
    if next_due_at is not None:
        after = max(next_due_at - timezone.now(), timedelta(0))
        raise RetryLaterError("Some are to be tried again.", after=min(after, MAX_WAIT))


def record_duplicate(delivery: Delivery, *, of: Delivery) -> None:
    """Settle a delivery with the same body as another one; nothing is fetched for it."""
    with transaction.atomic():
        still_pending = Delivery.objects.pending().filter(pk=delivery.pk, replayed_at=None)
        if still_pending.update(
            state=DeliveryState.DUPLICATE,
            why=f"Says the same as callback {of.pk}.",
            settled_at=timezone.now(),
            repeat_of=of,
        ):
            Delivery.objects.filter(pk=of.pk).update(repeats=F("repeats") + 1)


def record_outcome(
    deliveries: Iterable[Delivery],
    state: DeliveryState,
    *,
    why: str = "",
    fetched_at: datetime | None = None,
) -> None:
    """Settle the deliveries that are still pending, except those replayed since they were read."""
    by_replay: dict[datetime | None, list[int]] = {}
    for delivery in deliveries:
        by_replay.setdefault(delivery.replayed_at, []).append(delivery.pk)
    for replayed_at, keys in by_replay.items():
        Delivery.objects.pending().filter(pk__in=keys, replayed_at=replayed_at).update(
            state=state, why=why[:200], settled_at=timezone.now(), fetched_at=fetched_at
        )


def _next_batch(due: DeliveryQuerySet) -> ByFile:
    """The deliveries of the files that are fetched next, in one call.

    One that was tried before goes alone, so that what failed or killed a worker is found out.
    """
    by_file: dict[UUID, list[Delivery]] = {}
    for delivery in due.order_by("id").defer("headers")[:WINDOW]:
        if delivery.file_id is not None:
            by_file.setdefault(delivery.file_id, []).append(delivery)
    first = dict(list(by_file.items())[:1])
    if any(delivery.tries for deliveries in first.values() for delivery in deliveries):
        return first
    untried = [
        (file_id, deliveries)
        for file_id, deliveries in by_file.items()
        if not any(delivery.tries for delivery in deliveries)
    ]
    return dict(untried[: SCANNED_FILES.ids_per_get])


def _apply(batch: ByFile) -> bool:
    """Settle a batch, or write down when each is tried again; returns whether the remote answered.

    Raises LeaseLostError and JobCancelledError.
    """
    deliveries = [delivery for of_file in batch.values() for delivery in of_file]
    # Counted first, so that a callback that kills its worker is given up in the end too.
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        tries=F("tries") + 1
    )
    unapplied = _without_duplicates(_without_given_up(batch))
    if not unapplied:
        return True
    left = dict(unapplied)
    claimed = next(iter(left.values()))[0].container_id
    started = time.monotonic()
    try:
        for outcomes in fetch_files(list(left), claimed):
            milliseconds = round((time.monotonic() - started) * 1000)
            with transaction.atomic():
                _record(left, outcomes, milliseconds)
            for file_id in outcomes:
                del left[file_id]
            started = time.monotonic()
    except (LeaseLostError, JobCancelledError):
        raise
    except Exception as error:
        _record_failure(left, error, round((time.monotonic() - started) * 1000))
        if isinstance(error, ThrottledError):
            after = timedelta(seconds=error.retry_after or REST.total_seconds())
            raise RetryLaterError(str(error), after=after) from error
        return isinstance(error, OtherAccountError)
    return True


def _without_given_up(batch: ByFile) -> ByFile:
    """Those that have tries left; the others are settled."""
    given_up = [one for of_file in batch.values() for one in of_file if one.tries >= MAX_TRIES]
    if not given_up:
        return batch
    record_outcome(given_up, DeliveryState.FAILED, why=f"Given up after {MAX_TRIES} tries.")
    left = {
        file_id: [delivery for delivery in of_file if delivery.tries < MAX_TRIES]
        for file_id, of_file in batch.items()
    }
    return {file_id: of_file for file_id, of_file in left.items() if of_file}


def _without_duplicates(batch: ByFile) -> dict[UUID, list[Delivery]]:
    """Settle the duplicates of applied deliveries and return the others.

    While a file is being scanned again, a known body is news and not a duplicate.
    """
    scanned = ScannedFile.objects.filter(pk__in=batch).exclude(state=ScanState.PROCESSING)
    hashes = {delivery.body_hash for of_file in batch.values() for delivery in of_file}
    applied = Delivery.objects.filter(
        file_id__in=list(scanned.values_list("pk", flat=True)),
        state=DeliveryState.APPLIED,
        body_hash__in=hashes,
    )
    first: dict[tuple[UUID | None, str], Delivery] = {
        (delivery.file_id, delivery.body_hash): delivery
        for delivery in applied.only("file_id", "body_hash").order_by("-id")
    }
    unapplied: dict[UUID, list[Delivery]] = {}
    for file_id, of_file in batch.items():
        for delivery in of_file:
            same = first.get((file_id, delivery.body_hash))
            if same is not None and delivery.replayed_at is None:
                record_duplicate(delivery, of=same)
            else:
                unapplied.setdefault(file_id, []).append(delivery)
                first.setdefault((file_id, delivery.body_hash), delivery)
    return unapplied


def _record(batch: ByFile, outcomes: Mapping[UUID, Outcome], milliseconds: int) -> None:
    """Write down what one call said of these files."""
    for file_id, outcome in outcomes.items():
        deliveries = batch[file_id]
        if isinstance(outcome, UnstorableError):
            _record_failure({file_id: deliveries}, outcome, milliseconds)
            continue
        said = outcome.summary if isinstance(outcome, FetchedFile) else str(outcome)
        record_attempt(deliveries, said, milliseconds=milliseconds, succeeded=True)
        if isinstance(outcome, UnmatchedError):
            record_outcome(deliveries, DeliveryState.UNMATCHED, why=said)
        elif outcome.is_processing and deliveries[0].tries < STILL_PROCESSING_TRIES:
            _try_again(deliveries, after=STILL_PROCESSING_PAUSE)
        else:
            record_outcome(
                deliveries, DeliveryState.APPLIED, why=said, fetched_at=outcome.requested_at
            )
            scans.record_callback(file_id, outcome.requested_at, deliveries[0].pk)


def _record_failure(batch: ByFile, error: Exception, milliseconds: int) -> None:
    """Each is tried again after a while, until its tries are used up."""
    is_expected = isinstance(error, RemoteError | OtherAccountError | UnstorableError)
    why = str(error) if is_expected else f"The portal failed: {type(error).__name__}: {error}"
    is_final = isinstance(error, OtherAccountError)
    if not is_expected:
        log.exception("callbacks can't be applied")
    for deliveries in batch.values():
        record_attempt(deliveries, why, milliseconds=milliseconds, succeeded=False)
        tries = max(delivery.tries for delivery in deliveries) + 1
        if is_final or tries >= MAX_FAILURES:
            record_outcome(deliveries, DeliveryState.FAILED, why=why)
        else:
            _try_again(deliveries, after=min(timedelta(seconds=2 * 4 ** (tries - 1)), MAX_WAIT))


def _try_again(deliveries: Sequence[Delivery], *, after: timedelta) -> None:
    Delivery.objects.pending().filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        due_at=Now() + after
    )


def record_attempt(
    deliveries: Sequence[Delivery], answer: str, *, milliseconds: int, succeeded: bool
) -> None:
    """Add one attempt to the record of each delivery it was made for."""
    now = timezone.now()
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            delivery=delivery, at=now, milliseconds=milliseconds, succeeded=succeeded, answer=answer
        )
        for delivery in deliveries
    )
