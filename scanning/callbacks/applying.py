"""Applying the callbacks of one file: it is fetched again, and that alone changes the mirror."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from clients.errors import RemoteError
from jobs.outcomes import Cancelled, Failed, LeaseLost, TryLater
from jobs.running import Running
from mirror.remote import OtherAccount
from scanning.callbacks import settling, sources
from scanning.models import Delivery, DeliveryState, ScannedFile, ScanState

MOST_TRIES = 20
STILL_PROCESSING_TRIES = 4
STILL_PROCESSING_PAUSE = timedelta(seconds=2)


def apply_deliveries(running: Running) -> None:
    """Run of a job: settle what waits for one file, or fail so that the ledger tries again."""
    file_id = UUID(running.args["file_id"])
    waiting = Delivery.objects.pending().of_file(file_id).defer("body", "headers")
    pending = list(waiting.order_by("id"))
    if not pending:
        return
    # Counted before anything is done: a callback that kills its worker comes to an end too.
    Delivery.objects.filter(pk__in=[one.pk for one in pending]).update(tries=F("tries") + 1)
    if pending[0].tries >= MOST_TRIES:
        settling.settle(pending, DeliveryState.FAILED, why=f"Given up after {MOST_TRIES} tries.")
        return
    fresh = _settle_repeats(pending, file_id)
    if not fresh:
        return
    began = time.monotonic()

    def elapsed() -> int:
        return round((time.monotonic() - began) * 1000)

    try:
        fetched = sources.fetch_for(fresh[0])
    except (LeaseLost, Cancelled):
        raise
    except sources.Unmatched as unmatched:
        settling.note(fresh, str(unmatched), milliseconds=elapsed(), succeeded=True)
        settling.settle(fresh, DeliveryState.UNMATCHED, why=str(unmatched))
        return
    except Exception as error:
        _failed(running, fresh, error, elapsed())
        raise
    settling.note(fresh, fetched.answer, milliseconds=elapsed(), succeeded=True)
    if fetched.is_processing and pending[0].tries < STILL_PROCESSING_TRIES:
        raise TryLater(fetched.answer, after=STILL_PROCESSING_PAUSE)
    settling.settle(
        fresh, DeliveryState.APPLIED, why=fetched.answer, fetched_at=fetched.requested_at
    )


def _settle_repeats(pending: Sequence[Delivery], file_id: UUID) -> list[Delivery]:
    """Count what says the same as an applied one, unless the file is being scanned again."""
    is_settled = ScannedFile.objects.filter(pk=file_id).exclude(state=ScanState.PROCESSING).exists()
    first_of: dict[str, Delivery] = {}
    if is_settled:
        applied = Delivery.objects.of_file(file_id).filter(
            state=DeliveryState.APPLIED, body_hash__in={one.body_hash for one in pending}
        )
        first_of = {one.body_hash: one for one in applied.only("body_hash").order_by("-id")}
    fresh: list[Delivery] = []
    for delivery in pending:
        first = first_of.get(delivery.body_hash)
        if first is not None and delivery.replayed_at is None:
            settling.settle_repeat(delivery, of=first)
        else:
            fresh.append(delivery)
            first_of.setdefault(delivery.body_hash, delivery)
    return fresh


def _failed(
    running: Running, deliveries: Sequence[Delivery], error: Exception, milliseconds: int
) -> None:
    known = isinstance(error, RemoteError | OtherAccount)
    sentence = str(error) if known else f"The portal failed: {type(error).__name__}: {error}"
    settling.note(deliveries, sentence, milliseconds=milliseconds, succeeded=False)
    if isinstance(error, OtherAccount):
        settling.settle(deliveries, DeliveryState.FAILED, why=sentence)
        raise Failed(sentence) from error
    if running.job.attempts >= running.job.max_attempts:
        settling.settle(deliveries, DeliveryState.FAILED, why=sentence)
