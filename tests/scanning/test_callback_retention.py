"""Old callbacks are forgotten, and none that somebody may still need."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scanning.callbacks import settling
from scanning.callbacks.retention import forget_old
from scanning.models import Delivery, DeliveryAttempt, DeliveryState
from tests.scanning.calling_back import body_of, call, new_address

pytestmark = pytest.mark.django_db


def aged(state: DeliveryState, days: int) -> Delivery:
    call(new_address(), body_of())
    delivery = Delivery.objects.latest("pk")
    moment = timezone.now() - timedelta(days=days)
    Delivery.objects.filter(pk=delivery.pk).update(state=state, received_at=moment)
    return delivery


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        (DeliveryState.APPLIED, 29, True),
        (DeliveryState.APPLIED, 31, False),
        (DeliveryState.DUPLICATE, 31, False),
        (DeliveryState.FAILED, 31, True),
        (DeliveryState.QUARANTINED, 179, True),
        (DeliveryState.UNMATCHED, 181, False),
        (DeliveryState.FAILED, 181, False),
        (DeliveryState.STORED, 999, True),
    ],
)
def test_each_state_has_its_time(state: DeliveryState, days: int, is_kept: bool) -> None:
    aged(state, days)
    assert forget_old() == (0 if is_kept else 1)
    assert Delivery.objects.exists() is is_kept


def test_its_attempts_go_with_it_and_its_repeats_stay() -> None:
    first, repeat = aged(DeliveryState.APPLIED, 40), aged(DeliveryState.DUPLICATE, 1)
    settling.note([first], "Fetched.", milliseconds=1, succeeded=True)
    Delivery.objects.filter(pk=repeat.pk).update(repeat_of=first)
    assert forget_old() == 1
    assert Delivery.objects.get() == repeat
    assert not DeliveryAttempt.objects.exists()
