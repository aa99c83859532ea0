"""Middleware that applies faults: before the view, instead of it, and to its reply."""

import random
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from engine.faults import connection
from engine.faults.recording import RECORD, record_request
from engine.faults.replies import spoil_reply
from engine.faults.selection import REPLY_ACTS, REQUEST_ACTS, draw_faults
from engine.models import Fault
from engine.wire.errors import error_reply

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# The test bench itself and the health check always work.
EXEMPT_PATHS = ("/engine/", "/healthz")
# In seconds; a test that dies may not hold a thread for good.
LONGEST_HOLD = 60.0
HOLD_POLL = 0.02
DEFAULT_MESSAGES = {
    # As for a bad token.
    403: "Authentication Exception",
    429: "Too Many Attempts.",
    500: "Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


def inject_faults(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(EXEMPT_PATHS):
            return get_response(request)
        method = request.method or ""
        hits = draw_faults((*REQUEST_ACTS, *REPLY_ACTS, RECORD), method=method, path=request.path)
        if not hits:
            return get_response(request)
        response = apply_request_faults(request, hits, get_response)
        acts = [fault.act for fault in hits]
        if RECORD in acts:
            acts.remove(RECORD)
            record_request(request, response, acts)
        return response

    return middleware


def apply_request_faults(
    request: HttpRequest, hits: list[Fault], get_response: GetResponse
) -> HttpResponseBase:
    chosen = {fault.act: fault for fault in hits}
    if "delay" in chosen:
        time.sleep(delay_seconds(chosen["delay"]))
    if "hold" in chosen:
        wait_until_cleared(chosen["hold"])
    drop = chosen.get("drop")
    if drop and drop.options.get("when", "before") == "before":
        return drop_reply(request)
    if "status" in chosen:
        return status_reply(chosen["status"])
    request.META["engine.shift"] = chosen["shift"].options.get("by", 1) if "shift" in chosen else 0
    request.META["engine.empty"] = "empty" in chosen
    response = get_response(request)
    if drop:
        return drop_reply(request)
    for act in REPLY_ACTS:
        if act in chosen and isinstance(response, HttpResponse):
            response = spoil_reply(response, chosen[act])
    return response


def status_reply(fault: Fault) -> HttpResponseBase:
    status = int(fault.options.get("status", 500))
    response = error_reply(
        status, fault.options.get("message", DEFAULT_MESSAGES.get(status, "Error"))
    )
    if "retry_after" in fault.options:
        response["Retry-After"] = str(fault.options["retry_after"])
    return response


def drop_reply(request: HttpRequest) -> HttpResponseBase:
    """No answer at all; where the connection can't be found, one that breaks off at once."""
    response = error_reply(500, "dropped")
    if connection.cut_connection(request.META.get("REMOTE_ADDR", "")):
        return response
    return spoil_reply(response, Fault(act="cut"))


def wait_until_cleared(fault: Fault) -> None:
    """Return once the fault was deleted, or after its `seconds`."""
    deadline = time.monotonic() + float(fault.options.get("seconds", LONGEST_HOLD))
    while time.monotonic() < deadline and Fault.objects.filter(pk=fault.pk).exists():
        time.sleep(HOLD_POLL)


def delay_seconds(fault: Fault) -> float:
    """`seconds` is a number, or the bounds of a random delay."""
    seconds = fault.options.get("seconds", 1)
    if isinstance(seconds, list):
        return random.Random(f"{fault.seed}/{fault.seen}").uniform(*seconds)  # noqa: S311
    return float(seconds)
