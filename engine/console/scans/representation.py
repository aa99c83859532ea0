"""A scanned file as the API shows it."""

from collections.abc import Iterable

from engine.models import ScannedFile, ScanResult
from engine.wire.envelope import iso_time, raw_json


def represent_scan(file: ScannedFile, results: str | None = None) -> dict[str, object]:
    resource: dict[str, object] = {
        "id": str(file.uuid),
        "uid": file.account_id,
        "cid": file.container_id,
        "name": file.name,
        "duration": round(file.duration),
        "uri": file.uri,
        "url": file.url,
        "data_type": file.data_type,
        "engine": file.engine,
        "count": 0,
        "total": 0,
        "state": file.state,
        "music_detected": file.music_detected,
        "results": raw_json(results) if results else None,
        "created_at": iso_time(file.created_at),
        "updated_at": iso_time(file.updated_at),
    }
    if file.error:
        resource["error"] = file.error
    return resource


def represent_with_results(files: Iterable[ScannedFile]) -> list[object]:
    files = list(files)
    results = dict(ScanResult.objects.filter(file__in=files).values_list("file_id", "results"))
    return [represent_scan(file, results.get(file.pk)) for file in files]
