"""Old callbacks are forgotten, and none that somebody may still need."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scanning.callbacks import applying
from scanning.callbacks.tasks import delete_old_deliveries
from scanning.models import Delivery, DeliveryAttempt, DeliveryState
from tests.scanning.callbacks import callback_body, new_address, post_callback

pytestmark = pytest.mark.django_db


def aged(state: DeliveryState, days: int) -> Delivery:
    post_callback(new_address(), callback_body())
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
    assert delete_old_deliveries() == (0 if is_kept else 1)
    assert Delivery.objects.exists() is is_kept


def test_its_attempts_go_with_it_and_its_repeats_stay() -> None:
    first, repeat = aged(DeliveryState.APPLIED, 40), aged(DeliveryState.DUPLICATE, 1)
    applying.record_attempt([first], "Fetched.", milliseconds=1, succeeded=True)
    Delivery.objects.filter(pk=repeat.pk).update(repeat_of=first)
    assert delete_old_deliveries() == 1
    assert Delivery.objects.get() == repeat
    assert not DeliveryAttempt.objects.exists()
