"""Identifying a sample among the buckets of a project, with results in the API's sections."""

from typing import Any

import numpy as np
import numpy.typing as npt

from core.recognition.identify import identify
from engine.faults.recognition import apply_recognition_faults
from engine.models import Bucket
from engine.recognition.index import reference_index
from engine.recognition.sections import SectionMatch, matched_files, represent_match, section_name

Samples = npt.NDArray[np.float32]


def match_sample(samples: Samples, buckets: list[Bucket]) -> dict[str, list[dict[str, Any]]]:
    """`music` and `custom_files` of what plays in a sample, the most certain first."""
    matches = identify(reference_index(), samples, [bucket.pk for bucket in buckets])
    section_matches = [
        SectionMatch(
            file_id=match.file_id,
            score=match.score,
            sample_begin_ms=match.sample_begin_ms,
            sample_end_ms=match.sample_end_ms,
            db_begin_ms=match.db_begin_ms,
            db_end_ms=match.db_end_ms,
        )
        for match in matches
    ]
    sections: dict[str, list[dict[str, Any]]] = {}
    section_matches = apply_recognition_faults(section_matches, buckets)
    files = matched_files(section_matches)
    for match in section_matches:
        if file := files.get(match.file_id):
            sections.setdefault(section_name(file), []).append(
                represent_match(file, match, scanning=False)
            )
    return sections
