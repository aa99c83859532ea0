"""Writing down what became of deliveries."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scanning.models import Delivery, DeliveryAttempt, DeliveryState


def note(
    deliveries: Sequence[Delivery], answer: str, *, milliseconds: int, succeeded: bool
) -> None:
    """One attempt, in the record of each delivery it was made for."""
    now = timezone.now()
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            delivery=one, at=now, milliseconds=milliseconds, succeeded=succeeded, answer=answer
        )
        for one in deliveries
    )


def settle(
    deliveries: Sequence[Delivery],
    state: DeliveryState,
    *,
    why: str = "",
    fetched_at: datetime | None = None,
) -> None:
    """End what still waits; one that was replayed meanwhile waits on."""
    for one in deliveries:
        Delivery.objects.pending().filter(pk=one.pk, replayed_at=one.replayed_at).update(
            state=state, why=why[:200], settled_at=timezone.now(), fetched_at=fetched_at
        )


def settle_repeat(delivery: Delivery, *, of: Delivery) -> None:
    """Count a delivery that says what another one has said; nothing is fetched for it."""
    with transaction.atomic():
        ended = Delivery.objects.pending().filter(pk=delivery.pk, replayed_at=None)
        if ended.update(
            state=DeliveryState.DUPLICATE,
            why=f"Says the same as callback {of.pk}.",
            settled_at=timezone.now(),
            repeat_of=of,
        ):
            Delivery.objects.filter(pk=of.pk).update(repeats=F("repeats") + 1)
