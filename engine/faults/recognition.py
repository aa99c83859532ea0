"""Faults of recognition: nothing is found, or another file."""

from dataclasses import replace

from engine.faults.selection import RECOGNITION_ACTS, draw_faults
from engine.models import AudioFile, Bucket
from engine.models.audio_file import READY
from engine.recognition.sections import SectionMatch


def apply_recognition_faults(
    matches: list[SectionMatch], buckets: list[Bucket]
) -> list[SectionMatch]:
    """The matches after the active faults."""
    acts = {fault.act for fault in draw_faults(RECOGNITION_ACTS)}
    if "recognize_nothing" in acts:
        return []
    if "recognize_wrongly" in acts:
        wrong = AudioFile.objects.filter(state=READY, bucket__in=buckets).exclude(
            pk__in=[match.file_id for match in matches]
        )
        other = wrong.order_by("id").values_list("pk", flat=True).first()
        if other is not None:
            return [replace(match, file_id=other) for match in matches[:1]]
    return matches
