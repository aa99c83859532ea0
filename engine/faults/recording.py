"""Recording of requests and changes in the order they happened."""

import orjson
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from engine.clock import now
from engine.models import Event

# Recording is kept as a row among the faults, so that a request queries the database once for both.
RECORD = "record"


def record_request(request: HttpRequest, response: HttpResponseBase, faults: list[str]) -> None:
    """Record a request that was answered, and the faults that were applied to it."""
    record_event(
        Event.REQUEST,
        method=request.method,
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        status=response.status_code,
        faults=faults,
    )


def record_event(kind: str, **body: object) -> None:
    Event.objects.create(at=now(), kind=kind, body=orjson.dumps(body).decode())
