"""How the states of buckets and audio files are shown."""

from buckets.models import AudioFile, Bucket, FileState
from ui import states
from ui.states import State

_FILE_STATES = {
    FileState.PROCESSING: states.PROCESSING,
    FileState.READY: states.READY,
    FileState.ERROR: states.ERROR,
}
CATALOGUE = State("Catalogue", "lock", "outline")


def state_of_file(file: AudioFile) -> State:
    if file.is_gone:
        return states.GONE
    known = file.state in FileState.values
    return _FILE_STATES[FileState(file.state)] if known else states.unknown(file.state)


def state_of_bucket(bucket: Bucket) -> State:
    if bucket.is_gone:
        return states.GONE
    if bucket.is_catalogue:
        return CATALOGUE
    return states.ACTIVE if bucket.state == 1 else states.INACTIVE
