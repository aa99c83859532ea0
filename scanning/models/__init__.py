"""Mirror models of containers, scanned files and results; the portal's own of callbacks."""

from scanning.models.deliveries import (
    CallbackAddress,
    Delivery,
    DeliveryAttempt,
    DeliveryBody,
    DeliveryQuerySet,
    DeliveryState,
)
from scanning.models.mirrored import (
    Container,
    ContainerBucket,
    ScanEngine,
    ScannedFile,
    ScannedFileQuerySet,
    ScanResult,
    ScanState,
)
from scanning.models.scans import Scan

__all__ = [
    "CallbackAddress",
    "Container",
    "ContainerBucket",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryBody",
    "DeliveryQuerySet",
    "DeliveryState",
    "Scan",
    "ScanEngine",
    "ScanResult",
    "ScanState",
    "ScannedFile",
    "ScannedFileQuerySet",
]
