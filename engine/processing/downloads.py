"""Fetching the files of `audio_url`, apart from analysis: a slow host holds up no one else."""

from django.db import transaction
from django.db.models import Q

from engine import storage
from engine.callbacks import announce
from engine.clock import now, stamp
from engine.download import NotFetched, fetch
from engine.models import AudioFile, Container, ScannedFile
from engine.models.audio_file import FAILED
from engine.models.scanned_file import UNREADABLE
from engine.processing.outcome import MOST_ATTEMPTS, finish

# What has to be fetched before anything else can be done with it.
TO_FETCH = Q(data_type="audio_url", stored="")


def fetch_reference(file: AudioFile) -> None:
    kept, error = fetched(file)
    if kept is None:
        finish(file, state=FAILED, error=error, updated_at=stamp())
    elif not finish(file, stored=kept.name, size_bytes=kept.size, attempts=0, due_at=now()):
        storage.discard(kept.name)


def fetch_recording(file: ScannedFile) -> None:
    kept, error = fetched(file)
    with transaction.atomic():
        if kept is None:
            if finish(file, state=UNREADABLE, error=error, updated_at=stamp()):
                file.state = UNREADABLE
                Container.tally(file.container_id)
                announce(file, file.container, None)
        elif finish(file, stored=kept.name, size_bytes=kept.size, attempts=0, due_at=now()):
            Container.tally(file.container_id, size=kept.size)
        else:
            storage.discard(kept.name)


def fetched(file: AudioFile | ScannedFile) -> tuple[storage.Stored | None, str]:
    """The file behind the address, or None and a sentence."""
    if file.attempts > MOST_ATTEMPTS:
        return None, "The url could not be fetched."
    with storage.spooled() as spool:
        try:
            fetch(file.url, spool)
        except NotFetched as error:
            return None, str(error)
        return storage.keep(spool), ""
