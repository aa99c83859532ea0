"""Taking away what nobody will ask for again."""

import logging
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from engine import storage
from engine.clock import now
from engine.models import AudioFile, AudioTagJob, PresignedUpload, ScannedFile

log = logging.getLogger("engine")

# AudioTag's answers live five minutes; a presigned address one hour.
KEPT_JOBS = timedelta(hours=1)
# A file this old that no row names was left by a crash between the rename and the insert.
STRAY_SECONDS = 3600


def tidy() -> None:
    try:
        old_jobs()
        old_places()
        strays()
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


def strays() -> None:
    for path in Path(settings.FILES_DIR).glob("*/*"):
        if path.stat().st_mtime < time.time() - STRAY_SECONDS:
            name = f"{path.parent.name}/{path.name}"
            if not any(
                model.objects.filter(stored=name).exists()
                for model in (AudioFile, ScannedFile, PresignedUpload, AudioTagJob)
            ):
                storage.discard(name)
