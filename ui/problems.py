"""Every error under /api/ as JSON: wire errors for the gateway, RFC 9457 problems elsewhere.

A view that sets `wire = True` speaks the Console API's format.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.request import Request

from clients.errors import Refused, RemoteError, Throttled, TokenRejected, Unreachable
from ui.request_id import request_id
from ui.wire import errors as wire

log = logging.getLogger(__name__)

INVALID = "The given data was invalid."


@dataclass(frozen=True)
class Problem:
    """What went wrong, before it is put into a format."""

    status: int
    detail: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """REST framework's hook. Nothing passes it as HTML, and no traceback passes it at all."""
    speaks_wire = getattr(context.get("view"), "wire", False)
    remote_refusal = isinstance(exception, Refused) and not isinstance(exception, TokenRejected)
    if speaks_wire and isinstance(exception, Refused) and remote_refusal:
        return wire.passed_on(exception.status, exception.body, str(exception))
    problem = problem_of(exception)
    if problem is None:
        problem = _unexpected(exception, context["request"])
    return _wire(problem) if speaks_wire else _rfc9457(problem)


def problem_of(exception: Exception) -> Problem | None:
    """None for what nobody expected."""
    if isinstance(exception, RemoteError):
        return _of_remote(exception)
    if isinstance(exception, exceptions.APIException):
        return _of_rest(exception)
    if isinstance(exception, Http404):
        return Problem(404, "Not Found")
    if isinstance(exception, PermissionDenied):
        return Problem(403, str(exception) or "Forbidden")
    if isinstance(exception, DjangoValidationError):
        return _of_validation(exception)
    if isinstance(exception, RequestDataTooBig):
        return Problem(413, "The request is too large.")
    if isinstance(exception, SuspiciousOperation):
        return Problem(400, "The request can't be read.")
    if isinstance(exception, OperationalError):
        log.error("The database can't be used: %s", exception)
        return Problem(503, "The portal's database is not available.", headers={"Retry-After": "5"})
    return None


def _unexpected(exception: Exception, request: HttpRequest | Request) -> Problem:
    """What nobody foresaw: the log has all of it, the caller an id to ask by."""
    number = request_id(request._request if isinstance(request, Request) else request)
    log.error("request %s failed", number, exc_info=exception)
    detail = f"The portal failed on this request; its log says why, under {number}."
    return Problem(500, detail, headers={"X-Request-ID": number})


def _of_remote(exception: RemoteError) -> Problem:
    if isinstance(exception, Throttled):
        seconds = str(max(1, round(exception.retry_after)))
        return Problem(429, str(exception), headers={"Retry-After": seconds})
    if isinstance(exception, TokenRejected):
        # The caller's token is fine: it's the portal's own that the remote won't take.
        return Problem(502, "The remote rejects the portal's own token.")
    if isinstance(exception, Refused):
        return Problem(exception.status, str(exception), errors=exception.field_errors)
    timed_out = isinstance(exception.__cause__, requests.Timeout)
    late = isinstance(exception, Unreachable) and timed_out
    return Problem(504 if late else 502, str(exception))


def _of_rest(exception: exceptions.APIException) -> Problem:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = str(getattr(exception, "auth_header"))  # noqa: B009
    wait = getattr(exception, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(exception, exceptions.ValidationError):
        return Problem(422, INVALID, errors=_by_field(exception.detail), headers=headers)
    return Problem(exception.status_code, str(exception.detail), headers=headers)


def _of_validation(exception: DjangoValidationError) -> Problem:
    if hasattr(exception, "error_dict"):
        return Problem(422, INVALID, errors=exception.message_dict)
    return Problem(422, " ".join(exception.messages))


def _by_field(detail: object) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): _texts(texts) for name, texts in detail.items()}
    return {"non_field_errors": _texts(detail)}


def _texts(texts: object) -> list[str]:
    if isinstance(texts, Mapping):
        return [f"{name}: {text}" for name, inner in texts.items() for text in _texts(inner)]
    if isinstance(texts, list | tuple):
        return [text for inner in texts for text in _texts(inner)]
    return [str(texts)]


def _wire(problem: Problem) -> HttpResponse:
    if problem.status == HTTPStatus.UNAUTHORIZED:
        # The Console API answers a bad or missing token with 403 and these words.
        return wire.error(403, wire.NOT_AUTHENTICATED)
    return wire.error(
        problem.status, problem.detail, errors=problem.errors, headers=problem.headers
    )


def _rfc9457(problem: Problem) -> HttpResponse:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = problem.errors
    return JsonResponse(
        body,
        status=problem.status,
        headers=problem.headers,
        content_type="application/problem+json",
    )
