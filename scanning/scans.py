"""Keeps what a scan has brought: the results that stand, and a record of every scan.

An app above that builds on results registers itself with `when_ended`, and is told in the
transaction that stores them.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from core.mirror import clock, parsing
from scanning.models import Container, ContainerBucket, Scan, ScannedFile, ScanResult, ScanState

# Quick, and within a tenth of the best that zlib does to results.
COMPRESSION_LEVEL = 5
_FILE_FIELDS = ("container_id", "state", "updated_at", "engine", "fetched_at")


@dataclass(frozen=True, slots=True)
class EndedScan:
    """The latest scan of a recording. `results` is what the remote sent, None for nothing."""

    file_id: UUID
    container_id: int
    number: int
    results: Any


Listener = Callable[[EndedScan], None]
_listeners: list[Listener] = []


def when_ended(listener: Listener) -> None:
    """Have `listener` called for each scan that ends, in the transaction that stores it."""
    _listeners.append(listener)


def store_results(file_id: UUID, results: Any, requested_at: datetime) -> None:
    """Store the results of a scan, unless those of a later reply are stored.

    Raises orjson.JSONEncodeError for results that are nested too deeply.
    """
    dumped = orjson.dumps(results)
    row_hash = parsing.hash_of_json(dumped)
    # Without a savepoint: nothing that is raised below can be mended by storing the rest.
    with transaction.atomic(savepoint=False):
        _store(file_id, results, dumped, row_hash, requested_at)


def _store(
    file_id: UUID, results: Any, dumped: bytes, row_hash: str, requested_at: datetime
) -> None:
    stored = ScanResult.objects.filter(pk=file_id).values("row_hash", "fetched_at").first()
    if stored and requested_at < stored["fetched_at"] <= clock.latest_stamp():
        return
    if stored is None or stored["row_hash"] != row_hash:
        _upsert_result(file_id, results, dumped, row_hash, requested_at)
    file = ScannedFile.objects.filter(pk=file_id).values(*_FILE_FIELDS).first()
    if file is not None and file["state"] == ScanState.READY:
        _record(file_id, file, dumped, row_hash, results, requested_at, is_new=stored is None)


def settle_without_results(file_ids: Iterable[UUID], requested_at: datetime) -> None:
    """Record the scans of those files that ended without results at `requested_at`."""
    files = ScannedFile.objects.filter(
        pk__in=list(file_ids), fetched_at=requested_at, state__lt=ScanState.PROCESSING
    )
    for file in files.values("pk", *_FILE_FIELDS):
        _record(file["pk"], file, b"", "", None, requested_at)


def record_callback(file_id: UUID, requested_at: datetime, delivery_id: int) -> None:
    """Record that a callback brought the scan that was read by this request."""
    Scan.objects.filter(file_id=file_id, read_at=requested_at, delivery_id=None).update(
        delivery_id=delivery_id
    )


def _upsert_result(
    file_id: UUID, results: Any, dumped: bytes, row_hash: str, requested_at: datetime
) -> None:
    sections = results.values() if isinstance(results, dict) else []
    ScanResult.objects.bulk_create(
        [
            ScanResult(
                pk=file_id,
                payload=dumped.decode(),
                row_hash=row_hash,
                fetched_at=requested_at,
                matches=sum(len(section) for section in sections if isinstance(section, list)),
            )
        ],
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["payload", "row_hash", "fetched_at", "matches"],
    )


def _record(
    file_id: UUID,
    file: Mapping[str, Any],
    dumped: bytes,
    row_hash: str,
    results: Any,
    requested_at: datetime,
    *,
    is_new: bool = False,
) -> None:
    """Record a scan, unless it is the one recorded last, and tell the listeners.

    The remote says by `updated_at` that it has scanned again, even where nothing else was found.
    Results that are new to the mirror may be of a scan that was recorded before it was emptied.
    """
    last = (
        Scan.objects.filter(file_id=file_id)
        .order_by("-number")
        .values("number", "row_hash", "updated_at", "state")
        .first()
    )
    seen = (row_hash, file["updated_at"], file["state"])
    container_id = file["container_id"]
    if last and (last["row_hash"], last["updated_at"], last["state"]) == seen:
        if is_new:
            _tell(EndedScan(file_id, container_id, last["number"], results))
        return
    number = last["number"] + 1 if last else 1
    policy_type = Container.objects.filter(pk=container_id).values_list("policy_type", flat=True)
    Scan.objects.create(
        file_id=file_id,
        container_id=container_id,
        number=number,
        state=file["state"],
        updated_at=file["updated_at"],
        read_at=requested_at,
        engine=file["engine"],
        policy_type=policy_type.first() or "",
        buckets=_buckets_of(container_id),
        row_hash=row_hash,
        content=zlib.compress(dumped, COMPRESSION_LEVEL) if dumped else b"",
    )
    _tell(EndedScan(file_id, container_id, number, results))


def _tell(ended: EndedScan) -> None:
    for listener in _listeners:
        listener(ended)


def _buckets_of(container_id: int) -> list[dict[str, Any]]:
    """The buckets that a container looks in, as the mirror has them now."""
    links = ContainerBucket.objects.filter(container=container_id).order_by("bucket")
    buckets = links.values_list("bucket_id", "bucket__name", "bucket__num")
    return [{"id": key, "name": name, "num": num} for key, name, num in buckets]
