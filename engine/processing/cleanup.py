"""Deleting what is not needed any more."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from engine.clock import now
from engine.disk import storage
from engine.models import AudioFile, AudioTagJob, Delivery, PresignedUpload, ScannedFile

log = logging.getLogger("engine")

# AudioTag's results are valid for five minutes, a presigned address for one hour.
JOB_RETENTION = timedelta(hours=1)
# Of a callback that was delivered or abandoned.
DELIVERY_RETENTION = timedelta(days=7)
DELIVERY_BATCH_SIZE = 200
# A file of this age that no row names was left by a crash between the rename and the insert.
STRAY_SECONDS = 3600


def clean_up(stopping: threading.Event) -> None:
    """Delete all of it, or what can be done before the worker stops."""
    try:
        delete_old_jobs()
        delete_expired_uploads()
        delete_old_deliveries(stopping)
        delete_strays(stopping)
    except Exception:
        log.exception("tidying failed")


def delete_old_jobs() -> None:
    for job in AudioTagJob.objects.filter(created_at__lt=now() - JOB_RETENTION):
        storage.delete(job.stored)
        job.delete()


def delete_expired_uploads() -> None:
    for place in PresignedUpload.objects.filter(expires_at__lt=now()):
        storage.delete(place.stored)
        place.delete()


def delete_old_deliveries(stopping: threading.Event) -> None:
    old = Delivery.objects.filter(
        state__in=(Delivery.DELIVERED, Delivery.ABANDONED),
        created_at__lt=now() - DELIVERY_RETENTION,
    )
    while not stopping.is_set():
        # A few at a time: others write in between.
        keys = list(old.values_list("pk", flat=True)[:DELIVERY_BATCH_SIZE])
        if not keys:
            return
        Delivery.objects.filter(pk__in=keys).delete()


def delete_strays(stopping: threading.Event) -> None:
    # First the files, then the names: what is stored meanwhile is not among the files.
    if not (names := list(old_file_names())):
        return
    named: set[str] = set()
    for model in (AudioFile, ScannedFile, PresignedUpload, AudioTagJob):
        named.update(model.objects.exclude(stored="").values_list("stored", flat=True).iterator())
    for name in names:
        if stopping.is_set():
            return
        if name not in named:
            storage.delete(name)


def old_file_names() -> Iterator[str]:
    for path in Path(settings.FILES_DIR).glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STRAY_SECONDS:
                yield f"{path.parent.name}/{path.name}"
