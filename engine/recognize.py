"""Asking the recognizer on behalf of a project: only its buckets, in the API's sections."""

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.bench.recognition import misled
from engine.models import Bucket
from engine.recognition.identify import identify
from engine.recognition.spectrum import RATE
from engine.references import index
from engine.sections import Place, described, files_of, section_of

__all__ = ["RATE", "sections"]

Samples = npt.NDArray[np.float32]


def sections(samples: Samples, buckets: list[Bucket]) -> dict[str, list[dict[str, Any]]]:
    """`music` and `custom_files` of what plays in a sample, the surest first."""
    matches = identify(index(), samples, [bucket.pk for bucket in buckets])
    places = [
        Place(
            file_id=match.file_id,
            score=match.score,
            sample_begin_ms=match.sample_begin_ms,
            sample_end_ms=match.sample_end_ms,
            db_begin_ms=match.db_begin_ms,
            db_end_ms=match.db_end_ms,
        )
        for match in matches
    ]
    found: dict[str, list[dict[str, Any]]] = {}
    places = misled(places, buckets)
    files = files_of(places)
    for place in places:
        if file := files.get(place.file_id):
            found.setdefault(section_of(file), []).append(described(file, place, scanning=False))
    return found
