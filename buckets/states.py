"""How the states of buckets and audio files are shown."""

from buckets.models import AudioFile, Bucket, FileState
from core.ui import states
from core.ui.states import StateBadge

_FILE_STATES = {
    FileState.PROCESSING: states.PROCESSING,
    FileState.READY: states.READY,
    FileState.ERROR: states.ERROR,
}
CATALOGUE = StateBadge("Catalogue", "lock", "outline")


def state_of_file(file: AudioFile) -> StateBadge:
    if file.is_gone:
        return states.GONE
    is_known = file.state in FileState.values
    return _FILE_STATES[FileState(file.state)] if is_known else states.unknown(file.state)


def state_of_bucket(bucket: Bucket) -> StateBadge:
    if bucket.is_gone:
        return states.GONE
    if bucket.is_catalogue:
        return CATALOGUE
    return states.ACTIVE if bucket.state == 1 else states.INACTIVE
