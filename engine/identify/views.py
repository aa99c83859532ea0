"""`POST /v1/identify`: always HTTP 200, the outcome in `status`."""

import logging
import time
from collections.abc import Callable, Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from engine.clock import now
from engine.identify.access import authenticate, check_limits, count_request
from engine.identify.form import (
    MAX_FIELDS,
    IdentifyForm,
    TooManyFieldsError,
    UnreadableFormError,
    read_form,
)
from engine.identify.matching import match_sample
from engine.identify.sample import decode_sample
from engine.identify.status import (
    BAD_ARGUMENTS,
    BAD_CONTENT_TYPE,
    NO_FINGERPRINT,
    NO_RESULT,
    SERVICE_ERROR,
    SUCCESS,
    TOO_LARGE,
    StatusError,
)
from engine.models import BaseProject
from engine.wire.envelope import json_reply, plain_time
from engine.wire.errors import method_not_supported
from engine.wire.request_body import limit_body

log = logging.getLogger("engine")

# The documented five megabytes, in base64, and the other fields.
MAX_SAMPLE_BYTES = 5 * 1024 * 1024
MAX_BODY_BYTES = MAX_SAMPLE_BYTES * 4 // 3 + 64 * 1024


def identify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return method_not_supported(request.method)
    started = time.monotonic()
    try:
        form = parse_form(request)
        project = authenticate(form)
        check_limits(project)
        outcome, response = serve(project, form, started)
        count_request(project, outcome)
        return response
    except StatusError as error:
        return error.response()
    except Exception:
        log.exception("identify failed")
        return StatusError(SERVICE_ERROR).response()


def serve(project: BaseProject, form: IdentifyForm, started: float) -> tuple[str, HttpResponse]:
    """How day-stat counts the request, and the reply."""
    try:
        metadata = recognize(project, form)
    except StatusError as error:
        return ("noresult" if error.code == NO_RESULT[0] else "error"), error.response()
    code, msg = SUCCESS
    return "result", json_reply(
        {
            "status": {"msg": msg, "code": code, "version": "1.0"},
            "metadata": {"timestamp_utc": plain_time(now()), **metadata},
            "cost_time": round(time.monotonic() - started, 3),
            "result_type": 0,
        }
    )


def recognize(project: BaseProject, form: IdentifyForm) -> Mapping[str, object]:
    data_type = form.text("data_type")
    if data_type not in ("audio", "fingerprint"):
        raise StatusError(BAD_ARGUMENTS, "data_type is audio or fingerprint")
    if "sample" not in form:
        if "sample_hum" in form:
            raise StatusError(BAD_ARGUMENTS, "humming is not recognized by this engine")
        raise StatusError(BAD_ARGUMENTS, "sample is missing")
    sample = form.sample()
    if not sample:
        raise StatusError(NO_FINGERPRINT)
    if data_type == "fingerprint":
        raise StatusError(BAD_ARGUMENTS, "the fingerprint format is closed; send audio")
    if len(sample) > MAX_SAMPLE_BYTES:
        raise StatusError(TOO_LARGE)
    sections = match_sample(decode_sample(sample, form), project.buckets())
    if not sections:
        raise StatusError(NO_RESULT)
    return sections


def parse_form(request: HttpRequest) -> IdentifyForm:
    try:
        limit_body(request, MAX_BODY_BYTES)
    except RequestDataTooBig:
        drain_body(request.META["wsgi.input"].read)
        raise StatusError(TOO_LARGE) from None
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise StatusError(TOO_LARGE)
    try:
        return read_form(request.headers.get("Content-Type", ""), body)
    except UnreadableFormError as error:
        raise StatusError(BAD_CONTENT_TYPE, str(error)) from None
    except TooManyFieldsError:
        raise StatusError(BAD_ARGUMENTS, f"more than {MAX_FIELDS} fields") from None


def drain_body(read: Callable[[int], bytes], max_bytes: int = 64 * 1024 * 1024) -> None:
    """Read what the client sends, so that it gets the reply and not a broken pipe."""
    while max_bytes > 0 and (block := read(256 * 1024)):
        max_bytes -= len(block)
