"""Scheduled tasks of callbacks: dispatching what was left undone, deleting what is old."""

from datetime import timedelta

from celery import current_app, shared_task
from django.db.models.functions import Now

from core.jobs import periodic
from scanning.callbacks.dispatch import dispatch_pending
from scanning.models import Delivery, DeliveryState

DISPATCH_SECONDS = 2.0
DELETE_SECONDS = 3600.0
SETTLED = (DeliveryState.APPLIED, DeliveryState.DUPLICATE)
SETTLED_RETENTION = timedelta(days=30)
OTHER_RETENTION = timedelta(days=180)
# Attempts are deleted with their delivery: one run must not hold the database up.
DELETE_BATCH_SIZE = 5_000


def schedule() -> None:
    """Schedule both tasks. The first is for callbacks whose web process died before dispatching."""
    for name, seconds in (
        ("scanning.take_up_deliveries", DISPATCH_SECONDS),
        ("scanning.forget_deliveries", DELETE_SECONDS),
    ):
        task = current_app.signature(name, options=periodic.message_options(seconds))
        current_app.add_periodic_task(periodic.steady_schedule(seconds), task, name=name)


@shared_task(name="scanning.take_up_deliveries")
@periodic.at_most_every(seconds=0.5)
def dispatch_deliveries() -> None:
    dispatch_pending()


@shared_task(name="scanning.forget_deliveries")
def delete_deliveries() -> None:
    delete_old_deliveries()


def delete_old_deliveries() -> int:
    """Delete deliveries past their retention, never pending ones; returns the number deleted."""
    ended = Delivery.objects.exclude(state=DeliveryState.STORED)
    settled = ended.filter(state__in=SETTLED, received_at__lt=Now() - SETTLED_RETENTION)
    others = ended.exclude(state__in=SETTLED).filter(received_at__lt=Now() - OTHER_RETENTION)
    deleted = 0
    for deliveries in (settled, others):
        keys = list(deliveries.values_list("pk", flat=True)[:DELETE_BATCH_SIZE])
        Delivery.objects.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
