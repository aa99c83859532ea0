"""Downloading the files of `audio_url`, apart from analysis: a slow host delays nothing else."""

from django.db import transaction
from django.db.models import Q

from core.net.download import DownloadError, download
from engine.clock import now, stamp
from engine.disk import storage
from engine.models import AudioFile, Container, ScannedFile
from engine.models.audio_file import FAILED
from engine.models.scanned_file import UNREADABLE
from engine.processing.callbacks import queue_callback
from engine.processing.outcome import MAX_ATTEMPTS, finish
from engine.processing.outgoing import HEADERS, ssrf_guard

# Files that must be downloaded before they can be processed.
TO_DOWNLOAD = Q(data_type="audio_url", stored="")


def download_reference(file: AudioFile) -> None:
    stored, error = download_file(file)
    if stored is None:
        finish(file, state=FAILED, error=error, updated_at=stamp())
    elif not finish(file, stored=stored.name, size_bytes=stored.size, attempts=0, due_at=now()):
        storage.delete(stored.name)


def download_recording(file: ScannedFile) -> None:
    stored, error = download_file(file)
    with transaction.atomic():
        if stored is None:
            if finish(file, state=UNREADABLE, error=error, updated_at=stamp()):
                file.state = UNREADABLE
                Container.tally(file.container_id)
                queue_callback(file, file.container, None)
        elif finish(file, stored=stored.name, size_bytes=stored.size, attempts=0, due_at=now()):
            Container.tally(file.container_id, size=stored.size)
        else:
            storage.delete(stored.name)


def download_file(file: AudioFile | ScannedFile) -> tuple[storage.StoredFile | None, str]:
    """The file at the URL, or None and an error message."""
    if file.attempts > MAX_ATTEMPTS:
        return None, "The url could not be fetched."
    with storage.spool_file() as spool:
        try:
            download(file.url, spool, guard=ssrf_guard(), headers=HEADERS)
        except DownloadError as error:
            return None, str(error)
        return storage.store_file(spool), ""
