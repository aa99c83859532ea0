"""Taking away what nobody will ask for again."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from engine import storage
from engine.clock import now
from engine.models import AudioFile, AudioTagJob, Delivery, PresignedUpload, ScannedFile

log = logging.getLogger("engine")

# AudioTag's answers live five minutes; a presigned address one hour.
KEPT_JOBS = timedelta(hours=1)
# A callback that came to its end, with the results it carried.
KEPT_DELIVERIES = timedelta(days=7)
DELIVERIES_AT_ONCE = 200
# A file this old that no row names was left by a crash between the rename and the insert.
STRAY_SECONDS = 3600


def tidy(stopping: threading.Event) -> None:
    """All of it, or as much as is done when it is time to stop."""
    try:
        old_jobs()
        old_places()
        old_deliveries(stopping)
        strays(stopping)
    except Exception:
        log.exception("tidying failed")


def old_jobs() -> None:
    for job in AudioTagJob.objects.filter(created_at__lt=now() - KEPT_JOBS):
        storage.discard(job.stored)
        job.delete()


def old_places() -> None:
    for place in PresignedUpload.objects.filter(expires_at__lt=now()):
        storage.discard(place.stored)
        place.delete()


def old_deliveries(stopping: threading.Event) -> None:
    old = Delivery.objects.filter(
        state__in=(Delivery.DELIVERED, Delivery.ABANDONED), created_at__lt=now() - KEPT_DELIVERIES
    )
    while not stopping.is_set():
        # A few at a time: others write in between.
        keys = list(old.values_list("pk", flat=True)[:DELIVERIES_AT_ONCE])
        if not keys:
            return
        Delivery.objects.filter(pk__in=keys).delete()


def strays(stopping: threading.Event) -> None:
    # First the files, then the names: what is kept meanwhile is not among the files.
    if not (found := list(old_files())):
        return
    named: set[str] = set()
    for model in (AudioFile, ScannedFile, PresignedUpload, AudioTagJob):
        named.update(model.objects.exclude(stored="").values_list("stored", flat=True).iterator())
    for name in found:
        if stopping.is_set():
            return
        if name not in named:
            storage.discard(name)


def old_files() -> Iterator[str]:
    for path in Path(settings.FILES_DIR).glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - STRAY_SECONDS:
                yield f"{path.parent.name}/{path.name}"
