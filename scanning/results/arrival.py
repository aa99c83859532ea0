"""Which results a file has now, and how they came."""

from dataclasses import dataclass
from datetime import datetime

from scanning.models import Delivery, DeliveryState, ScannedFile, ScanResult, ScanState


@dataclass(frozen=True, slots=True)
class Arrival:
    """`delivery_id` is the callback that brought them; None when the portal asked by itself."""

    at: datetime
    delivery_id: int | None = None


def current_result(file: ScannedFile) -> ScanResult | None:
    """The results that belong to the file's state: not those of an earlier scan."""
    result = ScanResult.objects.filter(pk=file.pk).first()
    if result is None or file.state == ScanState.PROCESSING:
        return None
    is_of_this_state = file.state == ScanState.READY or result.fetched_at >= file.fetched_at
    return result if is_of_this_state else None


def arrival_of(file: ScannedFile, result: ScanResult | None) -> Arrival | None:
    """How the final state came: a callback counts when its fetch is the one that was kept."""
    if file.state == ScanState.PROCESSING:
        return None
    moments = {file.fetched_at} | ({result.fetched_at} if result else set())
    delivery = (
        Delivery.objects.of_file(file.pk)
        .filter(state=DeliveryState.APPLIED, fetched_at__in=moments)
        .order_by("id")
        .values_list("pk", "received_at")
        .first()
    )
    if delivery is not None:
        return Arrival(delivery[1], delivery[0])
    return Arrival(result.fetched_at if result else file.fetched_at)
