"""JSON replies, and the formats of values in them."""

from datetime import datetime

import orjson
from django.http import HttpResponse

JSON = dict[str, object]


def json_reply(body: object, *, status: int = 200) -> HttpResponse:
    content = orjson.dumps(body)
    return HttpResponse(
        content,
        status=status,
        content_type="application/json",
        headers={"Content-Length": str(len(content))},
    )


def data_reply(resource: object, *, status: int = 200) -> HttpResponse:
    """One resource, or an array of those requested by id, under `data`."""
    return json_reply({"data": resource}, status=status)


def no_content() -> HttpResponse:
    return HttpResponse(status=204)


def iso_time(moment: datetime) -> str:
    """2020-12-25T09:47:25.000000Z: the format of all resources but buckets."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def plain_time(moment: datetime) -> str:
    """2019-03-01 15:31:25: the format of buckets."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def raw_json(text: str) -> orjson.Fragment:
    """Stored JSON text, embedded in a reply unchanged."""
    return orjson.Fragment(text)
