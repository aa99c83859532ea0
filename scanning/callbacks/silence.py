"""Containers that should have called and didn't."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Subquery
from django.utils import timezone

from scanning.callbacks.shown import Goes, where
from scanning.models import CallbackAddress, Container, Delivery, ScannedFile, ScanState

LOOKED_BACK = timedelta(days=7)
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Silence:
    """A container whose recordings ended without a callback, though it calls our address."""

    container: Container
    files: int
    newest_at: datetime
    last_callback_at: datetime | None


def silences() -> Sequence[Silence]:
    """Of the last week; a callback may still come within the grace."""
    now = timezone.now()
    addresses = CallbackAddress.objects.accepting().exclude(container_id=None)
    watched = {key for key in addresses.values_list("container_id", flat=True) if key is not None}
    first_address = (
        addresses.filter(container_id=OuterRef("container_id"))
        .order_by()
        .values("container_id")
        .annotate(first=Min("made_at"))
        .values("first")
    )
    ended_unheard = (
        ScannedFile.objects.live()
        .filter(container_id__in=watched, created_at__gt=now - LOOKED_BACK)
        .filter(updated_at__lt=now - GRACE)
        .exclude(state=ScanState.PROCESSING)
        .filter(created_at__gt=Subquery(first_address))
        .exclude(Exists(Delivery.objects.filter(file_id=OuterRef("pk"))))
        .order_by()
        .values("container_id")
        .annotate(files=Count("pk"), newest=Max("updated_at"))
    )
    found = {row["container_id"]: row for row in ended_unheard}
    heard = dict(
        Delivery.objects.filter(container_id__in=found)
        .order_by()
        .values("container_id")
        .annotate(last=Max("received_at"))
        .values_list("container_id", "last")
    )
    containers = Container.objects.live().filter(pk__in=found).order_by("name")
    return [
        Silence(one, found[one.pk]["files"], found[one.pk]["newest"], heard.get(one.pk))
        for one in containers
        # An address may outlive the day on which somebody sent its container's callbacks elsewhere.
        if where(one)[0] is Goes.HERE
    ]
