"""Identify requests, signed as the API's documents describe."""

import base64
import hashlib
import hmac
import time
from typing import Any

import requests

from tests.engine.running import Running


def signature(project: dict[str, Any], fields: dict[str, str]) -> str:
    to_sign = "\n".join(
        [
            "POST",
            "/v1/identify",
            fields["access_key"],
            fields["data_type"],
            fields["signature_version"],
            fields["timestamp"],
        ]
    )
    digest = hmac.new(project["access_secret"].encode(), to_sign.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def signed_fields(project: dict[str, Any], **fields: str) -> dict[str, str]:
    all_fields = {
        "access_key": project["access_key"],
        "data_type": "audio",
        "signature_version": "1",
        "timestamp": str(time.time()),
        "sample_bytes": "12345",
        **fields,
    }
    return {"signature": signature(project, all_fields), **all_fields}


def identify(
    engine: Running, project: dict[str, Any], sample: bytes | None, **fields: str
) -> dict[str, Any]:
    """The reply to a multipart request. Its status is 200 even if it reports an error."""
    files = {} if sample is None else {"sample": ("test.mp3", sample, "audio/mpeg")}
    if not files:
        files = {"nothing": ("nothing", b"", "text/plain")}
    reply = requests.post(
        f"{engine.url}/v1/identify", data=signed_fields(project, **fields), files=files, timeout=60
    )
    assert reply.status_code == 200
    body: dict[str, Any] = reply.json()
    return body
