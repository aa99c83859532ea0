"""What happens to an idempotency key: claimed, answered, given back, forgotten.

Times are the database's. A claim is renewed while its request is worked on, so one that ran out
belongs to a process that has died: whoever claims the key next looks for the outcome.
"""

import hashlib
import json
import threading
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request

from core.accounts.models import ServiceToken
from core.idempotency.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
# Longer than any request: so long a thread that outlived its request renews its claim.
LONGEST_REQUEST = timedelta(minutes=30)

# The key of the request that this thread answers.
current: ContextVar[IdempotencyKey | None] = ContextVar("idempotency_key", default=None)


class AnswerLostError(Exception):
    """None of SECRETS_KEYS decrypts the answer."""


class Claim(NamedTuple):
    """`is_held`: this request works on it. `is_new`: no earlier one did."""

    key: IdempotencyKey
    is_held: bool
    is_new: bool


def fingerprint_of(request: Request) -> str:
    """A digest of what is asked: not of how a form's parts are divided. Raises ParseError."""
    path = request.path.rstrip("/")
    asked = [request.method, path, request.META.get("QUERY_STRING", ""), _parts(request.data)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def claim(*, token: ServiceToken, text: str, fingerprint: str) -> Claim:
    """The key of this text, claimed unless another request works on it or has answered it."""
    rows = IdempotencyKey.objects.filter(token=token, key=text)
    rows.filter(begun_at__lt=Now() - KEPT_FOR).delete()
    name = uuid.uuid4().hex
    values = {"claim": name, "lease_until": Now() + _lease_length()}
    while True:
        try:
            with transaction.atomic():
                key = IdempotencyKey.objects.create(
                    token=token, key=text, fingerprint=fingerprint, **values
                )
        except IntegrityError:
            # One that failed before anything was done forgets its key.
            if found := rows.first():
                break
        else:
            return Claim(key, is_held=True, is_new=True)
    free = rows.filter(status=None, fingerprint=fingerprint, lease_until__lt=Now())
    is_held = bool(free.update(**values))
    found.claim = name if is_held else ""
    return Claim(found, is_held, is_new=False)


def answer_of(key: IdempotencyKey) -> HttpResponse:
    """The answer that was given. Raises AnswerLostError."""
    try:
        content = _cipher().decrypt(bytes(key.body))
    except InvalidToken as error:
        raise AnswerLostError from error
    return HttpResponse(content, status=key.status, headers=key.headers)


def keep_answer(
    key: IdempotencyKey, response: HttpResponse, *, shows_secrets: bool
) -> HttpResponse:
    """Keep the answer for whoever repeats the request; returns the one that is kept.

    That is another one where two requests followed the same act and the other ended first.
    """
    unanswered = IdempotencyKey.objects.filter(pk=key.pk, status=None)
    if unanswered.update(
        status=response.status_code,
        headers=dict(response.headers),
        body=_cipher().encrypt(response.content),
        shows_secrets=shows_secrets,
    ):
        return response
    kept = IdempotencyKey.objects.filter(pk=key.pk).first()
    return answer_of(kept) if kept else response


def give_back(key: IdempotencyKey) -> None:
    """The outcome isn't known: the next request of this key looks for it."""
    _held(key).update(lease_until=Now() - timedelta(seconds=1))


def forget(key: IdempotencyKey) -> None:
    """Nothing was done: the next request of this key is as the first one."""
    _held(key).filter(status=None).delete()


def note_made(kind: str, made_id: object) -> None:
    """The remote has made this for the request of this thread.

    To be called in the transaction that stores it.
    """
    if key := current.get():
        IdempotencyKey.objects.filter(pk=key.pk).update(made=_made(kind, made_id))


def is_made_for_a_key(kind: str, made_id: object) -> bool:
    return IdempotencyKey.objects.filter(made=_made(kind, made_id)).exists()


def delete_expired() -> None:
    IdempotencyKey.objects.filter(begun_at__lt=Now() - KEPT_FOR).delete()


class Renewal:
    """Renews a claim from a thread until it is stopped."""

    def __init__(self, key: IdempotencyKey) -> None:
        self._key = key
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="idempotency-key", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        pause = settings.JOBS_LEASE_SECONDS / 3
        try:
            for _ in range(int(LONGEST_REQUEST.total_seconds() / pause)):
                if self._stopped.wait(pause):
                    return
                try:
                    _held(self._key).update(lease_until=Now() + _lease_length())
                except DatabaseError:
                    connection.close()
        finally:
            connection.close()


def _held(key: IdempotencyKey) -> Any:
    return IdempotencyKey.objects.filter(pk=key.pk, claim=key.claim)


def _lease_length() -> timedelta:
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def _made(kind: str, made_id: object) -> str:
    return f"{kind} {made_id}"


def _parts(data: object) -> object:
    """The body as JSON has it; a file by its name and digest."""
    if isinstance(data, MultiValueDict):
        return {name: [_parts(value) for value in data.getlist(name)] for name in data}
    if isinstance(data, Mapping):
        return {name: _parts(value) for name, value in data.items()}
    if isinstance(data, File):
        return [getattr(data, "full_name", data.name), data.size, _digest_of(data)]
    return data


def _digest_of(file: File) -> str:  # type: ignore[type-arg]  # only the stubs know its argument
    known = getattr(file, "sha256", "")
    if known:
        return str(known)
    digest = hashlib.sha256()
    for block in file.chunks():
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
