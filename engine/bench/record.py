"""The recorded truth: requests and changes in the order they happened.

`PUT /engine/record {"on": true}` begins, `GET /engine/events` reads back, `DELETE` forgets.
"""

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from engine.clock import now
from engine.models import Event, Fault
from engine.wire.call import Call
from engine.wire.envelope import iso, nothing, one, raw
from engine.wire.paging import paged

# Kept as a row among the faults, so that a request asks the database once for both.
ACT = "record"


def switch(call: Call) -> HttpResponse:
    on = call.fields.flag("on", default=True)
    path = call.fields.text("path", default="*", longest=500)
    call.fields.check()
    Fault.objects.filter(act=ACT).delete()
    if on:
        Fault.objects.create(act=ACT, path=path, created_at=now())
    return one({"on": on, "path": path})


def events(call: Call) -> HttpResponse:
    rows = Event.objects.order_by("id")
    if kind := call.query.choice("kind", (Event.REQUEST, Event.CHANGE)):
        rows = rows.filter(kind=kind)
    if words := call.query.text("search"):
        rows = rows.filter(body__contains=words)
    call.query.check()
    return paged(
        call.request,
        rows,
        lambda found: [
            {"id": e.pk, "at": iso(e.at), "kind": e.kind, "body": raw(e.body)} for e in found
        ],
    )


def forget(call: Call) -> HttpResponse:
    Event.objects.all().delete()
    return nothing()


def request_made(request: HttpRequest, response: HttpResponseBase, faults: list[str]) -> None:
    """Note a request that was answered, and which faults struck it."""
    note(
        Event.REQUEST,
        method=request.method,
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        status=response.status_code,
        faults=faults,
    )


def note(kind: str, **body: object) -> None:
    Event.objects.create(at=now(), kind=kind, body=orjson.dumps(body).decode())
