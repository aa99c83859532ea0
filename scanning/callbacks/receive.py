"""The endpoint of callbacks: each is stored before it is answered, and applied afterwards."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.accounts.http import client_address
from scanning.callbacks import addresses, dispatch, storing
from scanning.callbacks.addresses import FoundAddress
from scanning.models import Delivery, DeliveryState

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 2 * 1024 * 1024
# Headers that identify the sender and the content type; none that could carry a secret.
STORED_HEADERS = (
    "Content-Type",
    "Content-Length",
    "Content-Encoding",
    "Date",
    "Host",
    "User-Agent",
    "X-Forwarded-For",
    "X-Request-Id",
)
MAX_HEADER_LENGTH = 500
MAX_BIGINT = 2**63 - 1


class BodyTooLargeError(Exception):
    """More than MAX_BODY_BYTES were announced or received."""


class UnreadablePayloadError(Exception):
    """The body names no file. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class CallbackPayload:
    """The file, its container and its state as the sender claims them."""

    file_id: UUID
    container_id: int | None
    state: int | None


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
    delivery = _delivery_of(request, address, body)
    key = storing.store(delivery, body)
    if delivery.file_id is None:
        return _error(400, delivery.why)
    container_id = delivery.container_id
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


def _delivery_of(request: HttpRequest, address: FoundAddress, body: bytes) -> Delivery:
    """The delivery, not stored yet. A callback that names no file is quarantined."""
    headers = request.headers
    delivery = Delivery(
        address_id=address.id,
        body_hash=hashlib.sha256(body).hexdigest(),
        headers={
            name: headers[name][:MAX_HEADER_LENGTH].replace("\0", "")
            for name in STORED_HEADERS
            if name in headers
        },
        sender=client_address(request),
    )
    try:
        payload = parse_payload(body)
    except UnreadablePayloadError as error:
        delivery.state, delivery.why = DeliveryState.QUARANTINED, str(error)
        delivery.settled_at = timezone.now()
    else:
        delivery.file_id = payload.file_id
        delivery.container_id = payload.container_id or address.container_id
        delivery.remote_state = payload.state
    return delivery


def parse_payload(body: bytes) -> CallbackPayload:
    """Parse a callback's body. Raises UnreadablePayloadError.

    Source: docs.acrcloud.com, File Scanning.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise UnreadablePayloadError("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise UnreadablePayloadError("The body is JSON, but not an object.")
    try:
        file_id = UUID(document["file_id"])
    except KeyError:
        raise UnreadablePayloadError("The body has no file_id.") from None
    except (ValueError, TypeError, AttributeError):
        raise UnreadablePayloadError("The file_id is not a UUID.") from None
    return CallbackPayload(file_id, _integer(document.get("cid")), _integer(document.get("state")))


def _integer(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -MAX_BIGINT <= number <= MAX_BIGINT else None
