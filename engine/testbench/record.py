"""The recorded requests and changes, in the order they happened.

`PUT /engine/record {"on": true}` starts recording, `GET /engine/events` lists, `DELETE` clears.
"""

from django.http import HttpResponse

from engine.clock import now
from engine.faults.recording import RECORD
from engine.models import Event, Fault
from engine.wire.call import Call
from engine.wire.envelope import data_reply, iso_time, no_content, raw_json
from engine.wire.paging import page_reply


def switch(call: Call) -> HttpResponse:
    on = call.fields.flag("on", default=True)
    path = call.fields.text("path", default="*", max_length=500)
    call.fields.raise_errors()
    Fault.objects.filter(act=RECORD).delete()
    if on:
        Fault.objects.create(act=RECORD, path=path, created_at=now())
    return data_reply({"on": on, "path": path})


def events(call: Call) -> HttpResponse:
    rows = Event.objects.order_by("id")
    if kind := call.query.choice("kind", (Event.REQUEST, Event.CHANGE)):
        rows = rows.filter(kind=kind)
    if words := call.query.text("search"):
        rows = rows.filter(body__contains=words)
    call.query.raise_errors()
    return page_reply(
        call.request,
        rows,
        lambda page: [
            {
                "id": event.pk,
                "at": iso_time(event.at),
                "kind": event.kind,
                "body": raw_json(event.body),
            }
            for event in page
        ],
    )


def clear_events(call: Call) -> HttpResponse:
    Event.objects.all().delete()
    return no_content()
