"""How long callbacks are kept."""

from datetime import timedelta

from django.db.models.functions import Now

from scanning.models import Delivery, DeliveryState

SETTLED_KEPT_FOR = timedelta(days=30)
OTHERS_KEPT_FOR = timedelta(days=180)
# Each takes its attempts with it: an hour's share must not hold the database up.
MOST_AT_ONCE = 5_000
SETTLED = (DeliveryState.APPLIED, DeliveryState.DUPLICATE)


def forget_old() -> int:
    """Delete what nobody will ask about any more; never what still waits. Returns how many."""
    over = Delivery.objects.exclude(state=DeliveryState.STORED)
    settled = over.filter(state__in=SETTLED, received_at__lt=Now() - SETTLED_KEPT_FOR)
    others = over.exclude(state__in=SETTLED).filter(received_at__lt=Now() - OTHERS_KEPT_FOR)
    forgotten = 0
    for rows in (settled, others):
        keys = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
        Delivery.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
