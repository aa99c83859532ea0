"""A bucket file as the API shows it."""

from engine.models import AudioFile
from engine.wire.envelope import iso_time, raw_json


def represent_file(file: AudioFile) -> dict[str, object]:
    resource: dict[str, object] = {
        "id": file.pk,
        "uid": file.account_id,
        "bucket_id": file.bucket_id,
        "acr_id": file.acr_id,
        "state": file.state,
        "title": file.title,
        "user_defined": raw_json(file.user_defined),
        "duration": round(file.duration),
        "audio_id": file.audio_id,
        "data_type": file.data_type,
        "created_at": iso_time(file.created_at),
        "updated_at": iso_time(file.updated_at),
    }
    if file.error:
        resource["error"] = file.error
    return resource


def represent_new_file(file: AudioFile) -> dict[str, object]:
    """Right after an upload the duration is a string with its fraction: "78.524082"."""
    return {**represent_file(file), "duration": f"{file.duration:.6f}"}
