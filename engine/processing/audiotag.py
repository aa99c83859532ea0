"""Running a recognition that AudioTag was asked for."""

from collections.abc import Mapping

import orjson

from audio.decode import AudioError, decode_blocks
from engine import storage
from engine.models import AudioFile, AudioTagJob, Bucket
from engine.models.bucket import CATALOGUE_TYPE, FILE_TYPE
from engine.processing.outcome import MOST_ATTEMPTS, finish
from engine.recognition.scan import Segment, scan
from engine.recognition.spectrum import RATE
from engine.references import index

BROKEN = "internal error: server recognition error"


def process(job: AudioTagJob) -> None:
    """Everything the engine holds is searched: it stands for the music of the world."""
    path = storage.path_of(job.stored)
    if job.attempts > MOST_ATTEMPTS or not path.exists():
        finish(job, result="error", error=BROKEN)
        return
    try:
        recording = decode_blocks(path, rate=RATE, start=job.start_time, length=job.time_len)
        buckets = Bucket.objects.filter(type__in=(FILE_TYPE, CATALOGUE_TYPE))
        segments = scan(index(), recording, buckets.values_list("pk", flat=True))
    except AudioError:
        finish(job, result="error", error=BROKEN)
    else:
        found = [candidate for one in segments if (candidate := described(one))]
        data = orjson.dumps(found).decode()
        finish(job, result="found" if found else "not found", data=data)
    storage.discard(job.stored)


def described(segment: Segment) -> dict[str, object] | None:
    """One candidate: its tracks, how sure it is, and the interval of the analysed audio."""
    file = AudioFile.objects.filter(pk=segment.file_id).first()
    if file is None:
        return None
    begin, end = segment.offset, segment.offset + segment.played_duration
    return {
        "tracks": [track(file)],
        # In percent, and more than a hundred for long matches, as the real one has it.
        "confidence": round(segment.z * 10),
        "time": f"{round(begin)} - {round(end)}",
    }


def track(file: AudioFile) -> list[str | int]:
    """[title, artist, album, year]"""
    known: Mapping[str, object] = {
        **orjson.loads(file.user_defined),
        **orjson.loads(file.catalogue),
    }
    year = str(known.get("date", known.get("year", "")))[:4]
    return [
        file.title,
        str(known.get("artist", "")),
        str(known.get("album", "")),
        int(year) if year.isascii() and year.isdigit() else 0,
    ]
