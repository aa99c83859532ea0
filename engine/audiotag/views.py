"""`POST /api`: one URL, the action is a field of the form, errors have HTTP status 200."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from core.audio.decoder import Limits, probe
from core.audio.errors import AudioError
from engine.audiotag.keys import (
    AudioTagKeyError,
    can_pay,
    charge,
    count_query,
    find_key,
    format_time,
)
from engine.clock import now
from engine.disk import storage
from engine.models import AudioTagJob, AudioTagKey
from engine.wire.envelope import json_reply, raw_json
from engine.wire.errors import method_not_supported
from engine.wire.request_body import limit_body

log = logging.getLogger("engine")

VERSION = "2.5"
MIN_SECONDS = 5.0
MAX_BYTES = 100 * 1024 * 1024
MAX_FORM_BYTES = 1024 * 1024
TOKEN_LIFETIME = timedelta(minutes=5)
UNKNOWN_TOKEN = "invalid token or no recognition results found for the token"  # noqa: S105
NOT_AUDIO = "audio file: no audio found, format invalid or unsupported"
LIMITS = Limits(cpu_seconds=20, wall_seconds=30.0)


def audiotag_api(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return method_not_supported(request.method)
    try:
        # The key is a field of the form, so this much is read before authentication.
        limit_body(request, MAX_BYTES + MAX_FORM_BYTES)
        action = ACTIONS.get(request.POST.get("action", ""))
        key = find_key(request.POST.get("apikey", ""))
        if action is None:
            raise AudioTagKeyError("invalid command or parameter")
        count_query(key)
        return json_reply(action(request, key))
    except AudioTagKeyError as error:
        return json_reply({"success": False, "error": str(error)})
    except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation):
        return json_reply({"success": False, "error": "invalid command or parameter"})
    except Exception:
        log.exception("AudioTag request failed")
        return json_reply({"success": False, "error": "internal error"})


def info(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    return {"success": True, "status": "normal", "api_ver": VERSION, "action": "info"}


def stat(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    key.refresh_from_db()
    return {
        "current_credit_balance": key.credit_balance,
        "identification_free_sec_remainder": int(key.free_seconds),
        "expiration_date": format_time(key.expires_at),
        "queries_count": key.queries_count,
        "uploaded_duration_sec": round(key.uploaded_duration_sec),
        "uploaded_size_bytes": key.uploaded_size_bytes,
        "credits_spent": key.credits_spent,
        "success": True,
    }


def identify(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise AudioTagKeyError(NOT_AUDIO)
    if file.size > MAX_BYTES:
        raise AudioTagKeyError("invalid command or parameter")
    start = seconds_field(request, "start_time", 0.0)
    requested = seconds_field(request, "time_len", None)
    if not can_pay(key):
        raise AudioTagKeyError("credit balance exhausted")
    stored = storage.store_upload(file)
    try:
        length = analysed_seconds(stored.name, start, requested)
        charge(key, seconds=length, size=stored.size)
    except AudioTagKeyError:
        storage.delete(stored.name)
        raise
    job = AudioTagJob.objects.create(
        key=key,
        token=secrets.token_hex(16),
        stored=stored.name,
        start_time=start,
        time_len=length,
        due_at=now(),
        created_at=now(),
    )
    return {
        "success": True,
        "error": None,
        "token": job.token,
        "start_time": plain_number(start),
        "time_len": plain_number(length),
        "job_status": "wait",
    }


def get_result(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    """For an unknown or expired token, `result` is a message, as documented."""
    token = request.POST.get("token", "")
    job = AudioTagJob.objects.filter(
        key=key, token=token, created_at__gt=now() - TOKEN_LIFETIME
    ).first()
    if job is None:
        return {"success": True, "error": None, "result": UNKNOWN_TOKEN}
    if job.result == "error":
        raise AudioTagKeyError(job.error)
    reply: dict[str, object] = {"success": True, "error": None, "result": job.result}
    if job.result == "found":
        reply["data"] = raw_json(job.data)
    return reply


ACTIONS: dict[str, Callable[[HttpRequest, AudioTagKey], dict[str, object]]] = {
    "info": info,
    "stat": stat,
    "identify": identify,
    "get_result": get_result,
}


def analysed_seconds(stored: str, start: float, requested: float | None) -> float:
    """The seconds that will be analysed.

    Raises AudioTagKeyError where there are fewer than five.
    """
    try:
        whole = probe(storage.path_of(stored), limits=LIMITS).duration
    except AudioError:
        raise AudioTagKeyError(NOT_AUDIO) from None
    length = min(whole - start, whole if requested is None else requested)
    if length < MIN_SECONDS:
        raise AudioTagKeyError("audio duration is too short")
    return length


def seconds_field(request: HttpRequest, name: str, default: Any) -> Any:
    text = request.POST.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise AudioTagKeyError("invalid command or parameter") from None
    if not 0 <= value < 1e7:
        raise AudioTagKeyError("invalid command or parameter")
    return value


def plain_number(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 3)
