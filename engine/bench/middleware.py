"""Where faults meet requests: before the act, in its place, and on its reply."""

import random
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from engine.bench import connection, record
from engine.bench.faults import REPLY_ACTS, REQUEST_ACTS, strikes
from engine.bench.replies import spoiled
from engine.models import Fault
from engine.wire.errors import failure

Answer = Callable[[HttpRequest], HttpResponseBase]

# The bench itself, and the question whether the engine is up, always work.
SPARED = ("/engine/", "/healthz")
USUAL_WORDS = {
    429: "Too Many Attempts.",
    500: "Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


def faults(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(SPARED):
            return get_response(request)
        method = request.method or ""
        hits = strikes((*REQUEST_ACTS, *REPLY_ACTS, record.ACT), method=method, path=request.path)
        if not hits:
            return get_response(request)
        response = struck(request, hits, get_response)
        acts = [fault.act for fault in hits]
        if record.ACT in acts:
            acts.remove(record.ACT)
            record.request_made(request, response, acts)
        return response

    return middleware


def struck(request: HttpRequest, hits: list[Fault], get_response: Answer) -> HttpResponseBase:
    chosen = {fault.act: fault for fault in hits}
    if "delay" in chosen:
        time.sleep(pause(chosen["delay"]))
    drop = chosen.get("drop")
    if drop and drop.options.get("when", "before") == "before":
        return dropped(request)
    if "status" in chosen:
        return refusal(chosen["status"])
    request.META["engine.shift"] = chosen["shift"].options.get("by", 1) if "shift" in chosen else 0
    request.META["engine.empty"] = "empty" in chosen
    response = get_response(request)
    if drop:
        return dropped(request)
    for act in REPLY_ACTS:
        if act in chosen and isinstance(response, HttpResponse):
            response = spoiled(response, chosen[act])
    return response


def refusal(fault: Fault) -> HttpResponseBase:
    status = int(fault.options.get("status", 500))
    response = failure(status, fault.options.get("message", USUAL_WORDS.get(status, "Error")))
    if "retry_after" in fault.options:
        response["Retry-After"] = str(fault.options["retry_after"])
    return response


def dropped(request: HttpRequest) -> HttpResponseBase:
    """No answer at all; where the connection can't be found, one that breaks off at once."""
    response = failure(500, "dropped")
    if connection.cut(request.META.get("REMOTE_ADDR", "")):
        return response
    return spoiled(response, Fault(act="cut"))


def pause(fault: Fault) -> float:
    """`seconds` is a number, or the least and the most of a random pause."""
    seconds = fault.options.get("seconds", 1)
    if isinstance(seconds, list):
        return random.Random(f"{fault.seed}/{fault.seen}").uniform(*seconds)  # noqa: S311
    return float(seconds)
