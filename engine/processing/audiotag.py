"""Running the recognition of an AudioTag job."""

from collections.abc import Mapping

import orjson

from core.audio.decode import decode_blocks
from core.audio.errors import AudioError
from core.recognition.scan import ScanSegment, scan
from core.recognition.spectrum import SAMPLE_RATE
from engine.disk import storage
from engine.models import AudioFile, AudioTagJob, Bucket
from engine.models.bucket import CATALOGUE_TYPE, FILE_TYPE
from engine.processing.outcome import MAX_ATTEMPTS, finish
from engine.recognition.index import reference_index

RECOGNITION_ERROR = "internal error: server recognition error"


def process(job: AudioTagJob) -> None:
    """Search all buckets: to AudioTag they are all the music there is."""
    path = storage.path_of(job.stored)
    if job.attempts > MAX_ATTEMPTS or not path.exists():
        finish(job, result="error", error=RECOGNITION_ERROR)
        return
    try:
        recording = decode_blocks(path, rate=SAMPLE_RATE, start=job.start_time, length=job.time_len)
        buckets = Bucket.objects.filter(type__in=(FILE_TYPE, CATALOGUE_TYPE))
        segments = scan(reference_index(), recording, buckets.values_list("pk", flat=True))
        # The best first, as the real AudioTag does.
        segments = sorted(segments, key=lambda segment: -segment.z)
    except AudioError:
        finish(job, result="error", error=RECOGNITION_ERROR)
    else:
        candidates = [
            candidate for segment in segments if (candidate := represent_segment(segment))
        ]
        data = orjson.dumps(candidates).decode()
        finish(job, result="found" if candidates else "not found", data=data)
    storage.delete(job.stored)


def represent_segment(segment: ScanSegment) -> dict[str, object] | None:
    """One candidate: its tracks, its confidence, and the interval of the analysed audio."""
    file = AudioFile.objects.filter(pk=segment.file_id).first()
    if file is None:
        return None
    begin, end = segment.offset, segment.offset + segment.played_duration
    return {
        "tracks": [represent_track(file)],
        # In percent, and above a hundred for long matches, as with the real AudioTag.
        "confidence": round(segment.z * 10),
        "time": f"{round(begin)} - {round(end)}",
    }


def represent_track(file: AudioFile) -> list[str | int]:
    """[title, artist, album, year]"""
    tags: Mapping[str, object] = {
        **orjson.loads(file.user_defined),
        **orjson.loads(file.catalogue),
    }
    year = str(tags.get("date", tags.get("year", "")))[:4]
    return [
        file.title,
        str(tags.get("artist", "")),
        str(tags.get("album", "")),
        int(year) if year.isascii() and year.isdigit() else 0,
    ]
