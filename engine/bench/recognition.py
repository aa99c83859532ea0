"""Recognition that fails on demand: it finds nothing, or finds something else."""

from dataclasses import replace

from engine.bench.faults import RECOGNITION_ACTS, strikes
from engine.models import AudioFile, Bucket
from engine.models.audio_file import READY
from engine.sections import Place


def misled(places: list[Place], buckets: list[Bucket]) -> list[Place]:
    """The matches as the faults that are up leave them."""
    acts = {fault.act for fault in strikes(RECOGNITION_ACTS)}
    if "recognize_nothing" in acts:
        return []
    if "recognize_wrongly" in acts:
        wrong = AudioFile.objects.filter(state=READY, bucket__in=buckets).exclude(
            pk__in=[place.file_id for place in places]
        )
        other = wrong.order_by("id").values_list("pk", flat=True).first()
        if other is not None:
            return [replace(place, file_id=other) for place in places[:1]]
    return places
