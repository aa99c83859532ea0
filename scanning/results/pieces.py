"""The mirrored bucket files behind the segments of a result."""

from collections.abc import Iterable

from buckets.models import AudioFile
from scanning.results.reading import Segment

Key = tuple[int, str]


def mirrored(segments: Iterable[Segment]) -> dict[Key, AudioFile]:
    """By bucket id and ACR id: the files that the mirror knows. One query."""
    wanted = {(one.bucket_id, one.acr_id) for one in segments if one.bucket_id and one.acr_id}
    if not wanted:
        return {}
    files = (
        AudioFile.objects.filter(
            bucket_id__in={bucket_id for bucket_id, _ in wanted},
            acr_id__in={acr_id for _, acr_id in wanted},
        )
        .select_related("bucket")
        .defer("payload", "bucket__payload")
    )
    found: dict[Key, AudioFile] = {}
    for file in files:
        key = (file.bucket_id, file.acr_id)
        if key not in found or not file.is_gone:
            found[key] = file
    return found
