"""JSON replies, and the forms that values take in them."""

from datetime import datetime

import orjson
from django.http import HttpResponse

JSON = dict[str, object]


def reply(body: object, *, status: int = 200) -> HttpResponse:
    content = orjson.dumps(body)
    return HttpResponse(
        content,
        status=status,
        content_type="application/json",
        headers={"Content-Length": str(len(content))},
    )


def one(resource: object, *, status: int = 200) -> HttpResponse:
    """One resource, or a bare array of those asked for by id, under `data`."""
    return reply({"data": resource}, status=status)


def nothing() -> HttpResponse:
    return HttpResponse(status=204)


def iso(moment: datetime) -> str:
    """2020-12-25T09:47:25.000000Z: what every resource but the bucket shows."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def plain(moment: datetime) -> str:
    """2019-03-01 15:31:25: what a bucket shows."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def raw(text: str) -> orjson.Fragment:
    """JSON that is kept as text, put into a reply as it is."""
    return orjson.Fragment(text)
