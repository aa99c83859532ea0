"""Containers that should have sent callbacks and did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Subquery
from django.utils import timezone

from scanning.callbacks.presenters import CallbackDestination, destination_of
from scanning.models import CallbackAddress, Container, Delivery, ScannedFile, ScanState

PERIOD = timedelta(days=7)
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class MissingCallbacks:
    """`files` of a container ended without a callback, though it calls an address of the portal."""

    container: Container
    files: int
    newest_at: datetime
    last_callback_at: datetime | None


def find_missing_callbacks() -> Sequence[MissingCallbacks]:
    """Containers with files of the last PERIOD whose callback is overdue by more than GRACE."""
    now = timezone.now()
    addresses = CallbackAddress.objects.accepting().exclude(container_id=None)
    container_ids = {key for key in addresses.values_list("container_id", flat=True) if key}
    first_address = (
        addresses.filter(container_id=OuterRef("container_id"))
        .order_by()
        .values("container_id")
        .annotate(first=Min("made_at"))
        .values("first")
    )
    ended_without_callback = (
        ScannedFile.objects.live()
        .filter(container_id__in=container_ids, created_at__gt=now - PERIOD)
        .filter(updated_at__lt=now - GRACE)
        .exclude(state=ScanState.PROCESSING)
        .filter(created_at__gt=Subquery(first_address))
        .exclude(Exists(Delivery.objects.filter(file_id=OuterRef("pk"))))
        .order_by()
        .values("container_id")
        .annotate(files=Count("pk"), newest=Max("updated_at"))
    )
    rows = {row["container_id"]: row for row in ended_without_callback}
    last_callbacks = dict(
        Delivery.objects.filter(container_id__in=rows)
        .order_by()
        .values("container_id")
        .annotate(last=Max("received_at"))
        .values_list("container_id", "last")
    )
    return [
        MissingCallbacks(
            container,
            rows[container.pk]["files"],
            rows[container.pk]["newest"],
            last_callbacks.get(container.pk),
        )
        for container in Container.objects.live().filter(pk__in=rows).order_by("name")
        # An address may outlive the day on which the container was pointed elsewhere.
        if destination_of(container)[0] is CallbackDestination.HERE
    ]
