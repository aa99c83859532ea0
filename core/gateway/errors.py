"""Every error under /api/ as JSON: the Console API's format for the gateway, RFC 9457 elsewhere.

A view that sets `wire = True` answers in the Console API's format.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.request import Request

from core.clients.errors import (
    RemoteError,
    RemoteRefusedError,
    RemoteUnreachableError,
    ThrottledError,
    TokenRejectedError,
)
from core.ui.request_id import request_id

log = logging.getLogger(__name__)

INVALID = "The given data was invalid."
# The Console API answers a missing or invalid token with status 403 and these words.
NOT_AUTHENTICATED = "Authentication Exception"


@dataclass(frozen=True)
class Problem:
    """An error before it is rendered in one of the two formats."""

    status: int
    detail: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """REST framework's EXCEPTION_HANDLER: every error becomes JSON, without a traceback."""
    speaks_wire = getattr(context.get("view"), "wire", False)
    is_own_token = isinstance(exception, TokenRejectedError)
    if speaks_wire and isinstance(exception, RemoteRefusedError) and not is_own_token:
        return pass_through(exception.status, exception.body, str(exception))
    problem = problem_of(exception)
    if problem is None:
        problem = _log_unexpected(exception, context["request"])
    return _wire_response(problem) if speaks_wire else _problem_response(problem)


def problem_of(exception: Exception) -> Problem | None:
    """The problem an exception stands for; None for an unexpected exception."""
    if isinstance(exception, RemoteError):
        return _remote_problem(exception)
    if isinstance(exception, exceptions.APIException):
        return _rest_problem(exception)
    if isinstance(exception, Http404):
        return Problem(404, "Not Found")
    if isinstance(exception, PermissionDenied):
        return Problem(403, str(exception) or "Forbidden")
    if isinstance(exception, DjangoValidationError):
        return _validation_problem(exception)
    if isinstance(exception, RequestDataTooBig):
        return Problem(413, "The request is too large.")
    if isinstance(exception, SuspiciousOperation):
        return Problem(400, "The request can't be read.")
    if isinstance(exception, OperationalError | InterfaceError):
        log.error("The database can't be used: %s", exception)
        return Problem(503, "The portal's database is not available.", headers={"Retry-After": "5"})
    return None


def _log_unexpected(exception: Exception, request: HttpRequest | Request) -> Problem:
    """Log an unexpected exception with its traceback; the caller gets the request's id."""
    error_id = request_id(request._request if isinstance(request, Request) else request)
    log.error("request %s failed", error_id, exc_info=exception)
    detail = f"The portal failed on this request; its log says why, under {error_id}."
    return Problem(500, detail, headers={"X-Request-ID": error_id})


def _remote_problem(exception: RemoteError) -> Problem:
    if isinstance(exception, ThrottledError):
        seconds = str(max(1, round(exception.retry_after)))
        return Problem(429, str(exception), headers={"Retry-After": seconds})
    if isinstance(exception, TokenRejectedError):
        # The caller's token is valid; the remote rejects the portal's own.
        return Problem(502, "The remote rejects the portal's own token.")
    if isinstance(exception, RemoteRefusedError):
        return Problem(exception.status, str(exception), errors=exception.field_errors)
    timed_out = isinstance(exception.__cause__, requests.Timeout)
    is_timeout = isinstance(exception, RemoteUnreachableError) and timed_out
    return Problem(504 if is_timeout else 502, str(exception))


def _rest_problem(exception: exceptions.APIException) -> Problem:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = str(getattr(exception, "auth_header"))  # noqa: B009
    wait = getattr(exception, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(exception, exceptions.ValidationError):
        return Problem(422, INVALID, errors=_errors_by_field(exception.detail), headers=headers)
    return Problem(exception.status_code, str(exception.detail), headers=headers)


def _validation_problem(exception: DjangoValidationError) -> Problem:
    if hasattr(exception, "error_dict"):
        return Problem(422, INVALID, errors=exception.message_dict)
    return Problem(422, " ".join(exception.messages))


def _errors_by_field(detail: object) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): _texts(texts) for name, texts in detail.items()}
    return {"non_field_errors": _texts(detail)}


def _texts(texts: object) -> list[str]:
    if isinstance(texts, Mapping):
        return [f"{name}: {text}" for name, inner in texts.items() for text in _texts(inner)]
    if isinstance(texts, list | tuple):
        return [text for inner in texts for text in _texts(inner)]
    return [str(texts)]


def _wire_response(problem: Problem) -> HttpResponse:
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return wire_error(403, NOT_AUTHENTICATED)
    return wire_error(
        problem.status, problem.detail, errors=problem.errors, headers=problem.headers
    )


def _problem_response(problem: Problem) -> HttpResponse:
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


def wire_error(
    status: int,
    message: str,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An error in the Console API's format: some clients read `error`, others `message`."""
    body: dict[str, object] = {"error": message, "message": message}
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, headers=headers)


def pass_through(status: int, body: object, message: str) -> HttpResponse:
    """The remote's error body with its status; both `error` and `message` are set."""
    if not isinstance(body, dict):
        return wire_error(status, message)
    text = body.get("message") or body.get("error") or message
    return JsonResponse({**body, "error": text, "message": text}, status=status)
