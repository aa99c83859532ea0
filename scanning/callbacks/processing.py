"""Applies the callbacks of one file: fetches the file and records what became of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.clients.errors import RemoteError, RemoteNotFoundError
from core.jobs.running import (
    JobCancelledError,
    JobFailedError,
    LeaseLostError,
    RetryLaterError,
    RunningJob,
)
from core.mirror import clock, read_through, remote, store
from core.mirror.remote import OtherAccountError
from core.mirror.resources import WHOLE_ACCOUNT, Scope
from scanning.models import (
    Container,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    ScannedFile,
    ScanResult,
    ScanState,
)
from scanning.resources import CONTAINERS, SCANNED_FILES, scope_of

MAX_TRIES = 20
STILL_PROCESSING_TRIES = 4
STILL_PROCESSING_PAUSE = timedelta(seconds=2)


class UnmatchedError(Exception):
    """The remote knows no such container or file. The message says which."""


class UnstorableError(Exception):
    """The remote's reply about the file could not be parsed into the mirror."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file that has just been fetched into the mirror. `summary` is a sentence."""

    requested_at: datetime
    is_processing: bool
    summary: str


def apply_deliveries(running: RunningJob) -> None:
    """Job: settle the pending deliveries of one file, or raise so that the ledger retries."""
    file_id = UUID(running.args["file_id"])
    deliveries = Delivery.objects.pending().of_file(file_id).defer("body", "headers")
    pending = list(deliveries.order_by("id"))
    if not pending:
        return
    # Counted first, so that a callback that kills its worker is given up in the end too.
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in pending]).update(
        tries=F("tries") + 1
    )
    if pending[0].tries >= MAX_TRIES:
        record_outcome(pending, DeliveryState.FAILED, why=f"Given up after {MAX_TRIES} tries.")
        return
    unapplied = _record_duplicates(pending, file_id)
    if not unapplied:
        return
    started = time.monotonic()

    def elapsed() -> int:
        return round((time.monotonic() - started) * 1000)

    try:
        fetched = _fetch_file(file_id, unapplied[0].container_id)
    except (LeaseLostError, JobCancelledError):
        raise
    except UnmatchedError as unmatched:
        record_attempt(unapplied, str(unmatched), milliseconds=elapsed(), succeeded=True)
        record_outcome(unapplied, DeliveryState.UNMATCHED, why=str(unmatched))
        return
    except Exception as error:
        _record_failure(running, unapplied, error, elapsed())
        raise
    record_attempt(unapplied, fetched.summary, milliseconds=elapsed(), succeeded=True)
    if fetched.is_processing and pending[0].tries < STILL_PROCESSING_TRIES:
        raise RetryLaterError(fetched.summary, after=STILL_PROCESSING_PAUSE)
    record_outcome(
        unapplied, DeliveryState.APPLIED, why=fetched.summary, fetched_at=fetched.requested_at
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


def record_outcome(
    deliveries: Sequence[Delivery],
    state: DeliveryState,
    *,
    why: str = "",
    fetched_at: datetime | None = None,
) -> None:
    """Settle the deliveries that are still pending, except those replayed since they were read."""
    for delivery in deliveries:
        Delivery.objects.pending().filter(pk=delivery.pk, replayed_at=delivery.replayed_at).update(
            state=state, why=why[:200], settled_at=timezone.now(), fetched_at=fetched_at
        )


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


def _record_duplicates(pending: Sequence[Delivery], file_id: UUID) -> list[Delivery]:
    """Settle the duplicates of applied deliveries and return the others.

    While the file is being scanned again, a known body is news and not a duplicate.
    """
    is_scanned = ScannedFile.objects.filter(pk=file_id).exclude(state=ScanState.PROCESSING).exists()
    first_by_hash: dict[str, Delivery] = {}
    if is_scanned:
        applied = Delivery.objects.of_file(file_id).filter(
            state=DeliveryState.APPLIED, body_hash__in={delivery.body_hash for delivery in pending}
        )
        first_by_hash = {
            delivery.body_hash: delivery for delivery in applied.only("body_hash").order_by("-id")
        }
    unapplied: list[Delivery] = []
    for delivery in pending:
        first = first_by_hash.get(delivery.body_hash)
        if first is not None and delivery.replayed_at is None:
            record_duplicate(delivery, of=first)
        else:
            unapplied.append(delivery)
            first_by_hash.setdefault(delivery.body_hash, delivery)
    return unapplied


def _record_failure(
    running: RunningJob, deliveries: Sequence[Delivery], error: Exception, milliseconds: int
) -> None:
    is_expected = isinstance(error, RemoteError | OtherAccountError)
    why = str(error) if is_expected else f"The portal failed: {type(error).__name__}: {error}"
    record_attempt(deliveries, why, milliseconds=milliseconds, succeeded=False)
    if isinstance(error, OtherAccountError):
        record_outcome(deliveries, DeliveryState.FAILED, why=why)
        raise JobFailedError(why) from error
    if running.job.attempts >= running.job.max_attempts:
        record_outcome(deliveries, DeliveryState.FAILED, why=why)


def _fetch_file(file_id: UUID, claimed_container_id: int | None) -> FetchedFile:
    """Fetch a file with its results into the mirror.

    Raises UnmatchedError, UnstorableError, RemoteError and OtherAccountError.
    """
    remote.check_same_address()
    scope = _scope_of_file(file_id, claimed_container_id)
    requested_at = clock.now()
    try:
        reply = remote.console().get(
            SCANNED_FILES.object_path(scope, [file_id]), region=scope.region, attempts=1
        )
    except RemoteNotFoundError as error:
        store.mark_gone(SCANNED_FILES, scope, [file_id], requested_at=requested_at)
        raise UnmatchedError("The remote has no such file in this container.") from error
    if file_id not in read_through.store_reply(SCANNED_FILES, scope, reply):
        raise UnmatchedError("The remote answered with another file than the one requested.")
    file = ScannedFile.objects.live().filter(pk=file_id).first()
    if file is None:
        raise UnstorableError("The remote's reply could not be read: see the rows in quarantine.")
    return FetchedFile(reply.requested_at, file.state == ScanState.PROCESSING, _summary(file))


def _scope_of_file(file_id: UUID, claimed_container_id: int | None) -> Scope:
    """The container of a file as the mirror knows it, else as the callback claims it."""
    files = ScannedFile.objects.filter(pk=file_id)
    container_id = files.values_list("container_id", flat=True).first() or claimed_container_id
    if container_id is None:
        raise UnmatchedError(
            "Neither the mirror nor the callback says which container the file is in."
        )
    container = Container.objects.live().filter(pk=container_id).first()
    container = container or read_through.fetch_one(CONTAINERS, WHOLE_ACCOUNT, container_id)
    if container is None:
        raise UnmatchedError(f"The remote has no container {container_id}.")
    return scope_of(container)


def _summary(file: ScannedFile) -> str:
    state = ScanState(file.state).label if file.state in ScanState.values else f"state {file.state}"
    if file.state != ScanState.READY:
        return f"Fetched: {state.lower()}."
    matches = ScanResult.objects.filter(pk=file.pk).values_list("matches", flat=True).first() or 0
    return f"Fetched: ready, {matches} match{'' if matches == 1 else 'es'}."
