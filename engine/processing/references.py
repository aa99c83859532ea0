"""Processing a bucket's file: decode, fingerprint, index."""

from collections.abc import Iterator

from django.db import transaction

from core.audio.decode import decode_blocks
from core.audio.errors import AudioError
from core.recognition.arrays import Float32Array
from core.recognition.fingerprint import ReferenceFingerprint, fingerprint_reference
from core.recognition.spectrum import SAMPLE_RATE
from engine.clock import stamp
from engine.disk import storage
from engine.models import AudioFile, Bucket
from engine.models.audio_file import FAILED, READY
from engine.processing.outcome import MAX_ATTEMPTS, UnprocessableFileError, finish
from engine.recognition.index import reference_index

CLOSED_FORMAT_ERROR = (
    "The fingerprint can't be read: its format is closed, and this engine takes audio instead."
)
MIN_SECONDS = 1.0


def process(file: AudioFile) -> None:
    """Process a claimed file to state ready, or failed with the reason."""
    try:
        fingerprint, seconds = make_fingerprint(file)
    except (UnprocessableFileError, AudioError) as error:
        finish(file, state=FAILED, error=str(error), updated_at=stamp())
        return
    # First the index, then the row: after a crash in between the row is still due, and processing
    # it again replaces what the index has.
    reference_index().add(file.pk, file.bucket_id, fingerprint)
    with transaction.atomic():
        # It may have been moved meanwhile; its present bucket counts its seconds.
        current = AudioFile.objects.filter(pk=file.pk).values_list("bucket", "duration").first()
        done = finish(file, state=READY, error="", duration=seconds, updated_at=stamp())
        if done and current:
            Bucket.tally(current[0], seconds=seconds - current[1])
    if current is None:
        reference_index().remove(file.pk)
    elif current[0] != file.bucket_id:
        reference_index().move(file.pk, current[0])


def make_fingerprint(file: AudioFile) -> tuple[ReferenceFingerprint, float]:
    """The fingerprint and the length in seconds. Raises UnprocessableFileError and AudioError."""
    if file.data_type == "fingerprint":
        raise UnprocessableFileError(CLOSED_FORMAT_ERROR)
    if file.attempts > MAX_ATTEMPTS:
        raise UnprocessableFileError("The file could not be processed.")
    samples = 0

    def counted() -> Iterator[Float32Array]:
        nonlocal samples
        for block in decode_blocks(storage.path_of(file.stored), rate=SAMPLE_RATE):
            samples += len(block)
            yield block

    fingerprint = fingerprint_reference(counted())
    if samples < MIN_SECONDS * SAMPLE_RATE:
        raise UnprocessableFileError("The audio is too short.")
    return fingerprint, samples / SAMPLE_RATE
