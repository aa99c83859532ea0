"""Containers, scanned files and results, and what the portal itself keeps about them."""

from scanning.models.deliveries import (
    CallbackAddress,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from scanning.models.mirrored import (
    Container,
    ContainerBucket,
    Engine,
    ScannedFile,
    ScanResult,
    ScanState,
)

__all__ = [
    "CallbackAddress",
    "Container",
    "ContainerBucket",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "Engine",
    "ScanResult",
    "ScanState",
    "ScannedFile",
]
