"""What a tus client sends."""

import base64
from typing import Any

from django.http import HttpResponse
from django.test import Client

from buckets.models import Bucket

CHUNK = "application/offset+octet-stream"


def begin(client: Client, bucket: Bucket | int | str, size: int, **more: str) -> HttpResponse:
    target_id = str(bucket.pk if isinstance(bucket, Bucket) else bucket)
    told = {"filename": "piece.wav", "target": "bucket", "target_id": target_id, **more}
    pairs = [f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()]
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": ",".join(pairs),
    }
    answer: HttpResponse = client.post("/uploads/tus/", headers=headers)  # type: ignore[assignment]
    return answer


def patch(client: Client, where: str, at: int, chunk: bytes, **more: Any) -> HttpResponse:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(at)}
    answer: HttpResponse = client.generic(  # type: ignore[assignment]
        "PATCH", where, chunk, more.get("content_type", CHUNK), headers=headers
    )
    return answer


def offset(client: Client, where: str) -> int:
    return int(client.head(where, headers={"Tus-Resumable": "1.0.0"})["Upload-Offset"])
