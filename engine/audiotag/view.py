"""`POST /api`: one address, the act in the form, errors as HTTP 200."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from audio.decode import AudioError, Limits, probe
from engine import storage
from engine.audiotag.keys import Complaint, can_pay, charge, count_query, key_of, wall_clock
from engine.body import admit
from engine.clock import now
from engine.models import AudioTagJob, AudioTagKey
from engine.wire.envelope import raw, reply
from engine.wire.errors import failure

log = logging.getLogger("engine")

VERSION = "2.5"
LEAST_SECONDS = 5.0
MOST_BYTES = 100 * 1024 * 1024
MOST_AROUND = 1024 * 1024
TOKEN_LIVES = timedelta(minutes=5)
NO_TOKEN = "invalid token or no recognition results found for the token"  # noqa: S105
NOT_AUDIO = "audio file: no audio found, format invalid or unsupported"
LIMITS = Limits(cpu_seconds=20, wall_seconds=30.0)


def api(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return failure(405, f"The {request.method} method is not supported for this route.")
    try:
        # The key stands in the form itself, so this much is read of anybody.
        admit(request, MOST_BYTES + MOST_AROUND)
        act = ACTS.get(request.POST.get("action", ""))
        key = key_of(request.POST.get("apikey", ""))
        if act is None:
            raise Complaint("invalid command or parameter")
        count_query(key)
        return reply(act(request, key))
    except Complaint as complaint:
        return reply({"success": False, "error": str(complaint)})
    except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation):
        return reply({"success": False, "error": "invalid command or parameter"})
    except Exception:
        log.exception("AudioTag request failed")
        return reply({"success": False, "error": "internal error"})


def info(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    return {"success": True, "status": "normal", "api_ver": VERSION, "action": "info"}


def stat(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    key.refresh_from_db()
    return {
        "current_credit_balance": key.credit_balance,
        "identification_free_sec_remainder": int(key.free_seconds),
        "expiration_date": wall_clock(key.expires_at),
        "queries_count": key.queries_count,
        "uploaded_duration_sec": round(key.uploaded_duration_sec),
        "uploaded_size_bytes": key.uploaded_size_bytes,
        "credits_spent": key.credits_spent,
        "success": True,
    }


def identify(request: HttpRequest, key: AudioTagKey) -> dict[str, object]:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Complaint(NOT_AUDIO)
    if file.size > MOST_BYTES:
        raise Complaint("invalid command or parameter")
    start = seconds(request, "start_time", 0.0)
    wanted = seconds(request, "time_len", None)
    if not can_pay(key):
        raise Complaint("credit balance exhausted")
    stored = storage.keep_upload(file)
    try:
        length = effective(stored.name, start, wanted)
        charge(key, seconds=length, size=stored.size)
    except Complaint:
        storage.discard(stored.name)
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
    """For a token that is unknown or older than five minutes, the document's own odd reply."""
    token = request.POST.get("token", "")
    job = AudioTagJob.objects.filter(
        key=key, token=token, created_at__gt=now() - TOKEN_LIVES
    ).first()
    if job is None:
        return {"success": True, "error": None, "result": NO_TOKEN}
    if job.result == "error":
        raise Complaint(job.error)
    found: dict[str, object] = {"success": True, "error": None, "result": job.result}
    if job.result == "found":
        found["data"] = raw(job.data)
    return found


ACTS: dict[str, Callable[[HttpRequest, AudioTagKey], dict[str, object]]] = {
    "info": info,
    "stat": stat,
    "identify": identify,
    "get_result": get_result,
}


def effective(stored: str, start: float, wanted: float | None) -> float:
    """The seconds that will be analysed. Raises Complaint where there are fewer than five."""
    try:
        whole = probe(storage.path_of(stored), limits=LIMITS).duration
    except AudioError:
        raise Complaint(NOT_AUDIO) from None
    length = min(whole - start, whole if wanted is None else wanted)
    if length < LEAST_SECONDS:
        raise Complaint("audio duration is too short")
    return length


def seconds(request: HttpRequest, name: str, default: Any) -> Any:
    text = request.POST.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise Complaint("invalid command or parameter") from None
    if not 0 <= value < 1e7:
        raise Complaint("invalid command or parameter")
    return value


def plain_number(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 3)
