"""The endpoint of callbacks: each is stored before it is answered, and applied afterwards."""

import hashlib
import logging
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.accounts.http import client_address
from scanning.callbacks import addresses, dispatch, storing
from scanning.callbacks.addresses import FoundAddress
from scanning.callbacks.payload import UnreadablePayloadError, parse_payload
from scanning.callbacks.storing import Arrival
from scanning.models import DeliveryState

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 2 * 1024 * 1024
# Headers that identify the sender and the content type, by the names that WSGI gives them; none
# that could carry a secret.
STORED_HEADERS = {
    "Content-Type": "CONTENT_TYPE",
    "Content-Length": "CONTENT_LENGTH",
    "Content-Encoding": "HTTP_CONTENT_ENCODING",
    "Date": "HTTP_DATE",
    "Host": "HTTP_HOST",
    "User-Agent": "HTTP_USER_AGENT",
    "X-Forwarded-For": "HTTP_X_FORWARDED_FOR",
    "X-Request-Id": "HTTP_X_REQUEST_ID",
}
MAX_HEADER_LENGTH = 500


class BodyTooLargeError(Exception):
    """More than MAX_BODY_BYTES were announced or received."""


@csrf_exempt
@login_not_required
@require_POST
def receive_callback(request: HttpRequest, token: str) -> HttpResponse:
    """Look up the address, store the callback, answer.

    Once it has answered 200, the callback can no longer be lost. 503 while the database is gone or
    its disk is full.
    """
    try:
        return _receive(request, token)
    except (OperationalError, InterfaceError):
        log.exception("A callback can't be stored")
        response = _error(503, "The portal can't store callbacks now.")
        response["Retry-After"] = "5"
        return response


def _receive(request: HttpRequest, token: str) -> HttpResponse:
    address = addresses.look_up(token)
    if address is None:
        return _error(404, "There is no such callback address.")
    try:
        body = _read_body(request)
    except BodyTooLargeError:
        return _error(413, f"A callback may hold at most {MAX_BODY_BYTES} bytes.")
    except OSError:
        return _error(400, "The body broke off.")
    arrival = _arrival_of(request, address, body)
    key = storing.store(arrival)
    if arrival.file_id is None:
        return _error(400, arrival.why)
    container_id = arrival.container_id
    transaction.on_commit(lambda: dispatch.ring(container_id))
    return JsonResponse({"received": key})


def _error(status: int, message: str) -> HttpResponse:
    return JsonResponse({"error": message}, status=status)


def _read_body(request: HttpRequest) -> bytes:
    """Return the whole body, for which the web server has waited already (portal.web).

    Raises BodyTooLargeError, and OSError when the sender disconnects.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        raise BodyTooLargeError
    return request.read()


def _arrival_of(request: HttpRequest, address: FoundAddress, body: bytes) -> Arrival:
    """What is to be stored. A callback that names no file is quarantined."""
    make = partial(
        Arrival,
        address_id=address.id,
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        headers={
            name: request.META[key][:MAX_HEADER_LENGTH].replace("\0", "")
            for name, key in STORED_HEADERS.items()
            if key in request.META
        },
        sender=client_address(request),
    )
    try:
        payload = parse_payload(body)
    except UnreadablePayloadError as error:
        return make(state=DeliveryState.QUARANTINED, why=str(error), settled_at=timezone.now())
    return make(
        file_id=payload.file_id,
        container_id=payload.container_id or address.container_id,
        remote_state=payload.state,
    )
