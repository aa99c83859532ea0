"""`POST /v1/identify`: always HTTP 200, the outcome in `status`."""

import logging
import time
from collections.abc import Callable, Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from engine.body import admit
from engine.clock import now
from engine.identify.access import count, project_of, within_limits
from engine.identify.form import MOST_FIELDS, Form, TooManyFields, Unreadable, read_form
from engine.identify.sample import heard
from engine.identify.status import (
    BAD_ARGUMENTS,
    BAD_CONTENT_TYPE,
    NO_FINGERPRINT,
    NO_RESULT,
    SERVICE_ERROR,
    SUCCESS,
    TOO_LARGE,
    Answer,
)
from engine.models import BaseProject
from engine.recognize import sections
from engine.wire.envelope import plain, reply
from engine.wire.errors import failure

log = logging.getLogger("engine")

# The documented five megabytes, and room for what stands around the sample, in base64 too.
MOST_SAMPLE = 5 * 1024 * 1024
MOST_BODY = MOST_SAMPLE * 4 // 3 + 64 * 1024


def identify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return failure(405, f"The {request.method} method is not supported for this route.")
    began = time.monotonic()
    try:
        form = form_of(request)
        project = project_of(form)
        within_limits(project)
        outcome, response = served(project, form, began)
        count(project, outcome)
        return response
    except Answer as answer:
        return answer.response()
    except Exception:
        log.exception("identify failed")
        return Answer(SERVICE_ERROR).response()


def served(project: BaseProject, form: Form, began: float) -> tuple[str, HttpResponse]:
    """The reply, and what day-stat counts it as."""
    try:
        metadata = recognized(project, form)
    except Answer as answer:
        return ("noresult" if answer.code == NO_RESULT[0] else "error"), answer.response()
    code, msg = SUCCESS
    return "result", reply(
        {
            "status": {"msg": msg, "code": code, "version": "1.0"},
            "metadata": {"timestamp_utc": plain(now()), **metadata},
            "cost_time": round(time.monotonic() - began, 3),
            "result_type": 0,
        }
    )


def recognized(project: BaseProject, form: Form) -> Mapping[str, object]:
    data_type = form.text("data_type")
    if data_type not in ("audio", "fingerprint"):
        raise Answer(BAD_ARGUMENTS, "data_type is audio or fingerprint")
    if "sample" not in form:
        if "sample_hum" in form:
            raise Answer(BAD_ARGUMENTS, "humming is not recognized by this engine")
        raise Answer(BAD_ARGUMENTS, "sample is missing")
    sample = form.sample()
    if not sample:
        raise Answer(NO_FINGERPRINT)
    if data_type == "fingerprint":
        raise Answer(BAD_ARGUMENTS, "the fingerprint format is closed; send audio")
    if len(sample) > MOST_SAMPLE:
        raise Answer(TOO_LARGE)
    found = sections(heard(sample, form), project.buckets())
    if not found:
        raise Answer(NO_RESULT)
    return found


def form_of(request: HttpRequest) -> Form:
    try:
        admit(request, MOST_BODY)
    except RequestDataTooBig:
        drain(request.META["wsgi.input"].read)
        raise Answer(TOO_LARGE) from None
    body = request.read(MOST_BODY + 1)
    if len(body) > MOST_BODY:
        raise Answer(TOO_LARGE)
    try:
        return read_form(request.headers.get("Content-Type", ""), body)
    except Unreadable as error:
        raise Answer(BAD_CONTENT_TYPE, str(error)) from None
    except TooManyFields:
        raise Answer(BAD_ARGUMENTS, f"more than {MOST_FIELDS} fields") from None


def drain(read: Callable[[int], bytes], most: int = 64 * 1024 * 1024) -> None:
    """Let the client finish sending, so that it reads the answer and not a broken pipe."""
    while most > 0 and (block := read(256 * 1024)):
        most -= len(block)
