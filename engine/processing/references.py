"""Making a bucket's file findable: decode, fingerprint, index."""

from collections.abc import Iterator

from django.db import transaction

from audio.decode import AudioError, decode_blocks
from engine import storage
from engine.clock import stamp
from engine.models import AudioFile, Bucket
from engine.models.audio_file import FAILED, READY
from engine.processing.outcome import MOST_ATTEMPTS, Impossible, finish
from engine.recognition.fingerprint import ReferencePrint, reference
from engine.recognition.spectrum import RATE, Floats
from engine.references import index

CLOSED = "The fingerprint can't be read: its format is closed, and this engine takes audio instead."
SHORTEST_SECONDS = 1.0


def process(file: AudioFile) -> None:
    """Move a claimed file to ready, or to failed with the reason."""
    try:
        fingerprint, seconds = fingerprinted(file)
    except (Impossible, AudioError) as error:
        finish(file, state=FAILED, error=str(error), updated_at=stamp())
        return
    # First the index, then the row: a crash between leaves the row due, and the same again
    # replaces what the index has.
    index().add(file.pk, file.bucket_id, fingerprint)
    with transaction.atomic():
        # It may have been moved meanwhile; the bucket that has it now counts its seconds.
        current = AudioFile.objects.filter(pk=file.pk).values_list("bucket", "duration").first()
        done = finish(file, state=READY, error="", duration=seconds, updated_at=stamp())
        if done and current:
            Bucket.tally(current[0], seconds=seconds - current[1])
    if current is None:
        index().remove(file.pk)
    elif current[0] != file.bucket_id:
        index().move(file.pk, current[0])


def fingerprinted(file: AudioFile) -> tuple[ReferencePrint, float]:
    """The fingerprint and the length in seconds. Raises Impossible and AudioError."""
    if file.data_type == "fingerprint":
        raise Impossible(CLOSED)
    if file.attempts > MOST_ATTEMPTS:
        raise Impossible("The file could not be processed.")
    samples = 0

    def counted() -> Iterator[Floats]:
        nonlocal samples
        for block in decode_blocks(storage.path_of(file.stored), rate=RATE):
            samples += len(block)
            yield block

    made = reference(counted())
    if samples < SHORTEST_SECONDS * RATE:
        raise Impossible("The audio is too short.")
    return made, samples / RATE
