"""Each error behind the REST API has one status, and a body in the format of its endpoint."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions

from core.clients.errors import (
    RemoteFailedError,
    RemoteNotFoundError,
    RemoteRefusedError,
    RemoteUnreachableError,
    ThrottledError,
    TokenRejectedError,
    UnreadableReplyError,
)
from core.gateway.errors import exception_handler

WIRE, PORTAL = SimpleNamespace(wire=True), SimpleNamespace()


def asked(view: SimpleNamespace) -> dict[str, Any]:
    """What REST framework hands to its handler of exceptions."""
    return {"view": view, "request": RequestFactory().get("/api/")}


def timed_out() -> RemoteUnreachableError:
    error = RemoteUnreachableError("The remote did not answer in time.")
    error.__cause__ = requests.ReadTimeout()
    return error


CASES: list[tuple[Exception, int]] = [
    (Http404(), 404),
    (PermissionDenied("no"), 403),
    (exceptions.PermissionDenied("no"), 403),
    (exceptions.ParseError(), 400),
    (exceptions.MethodNotAllowed("PATCH"), 405),
    (exceptions.UnsupportedMediaType("text/html"), 415),
    (exceptions.Throttled(wait=3), 429),
    (exceptions.ValidationError({"name": ["Too long."]}), 422),
    (DjangoValidationError({"name": "Too long."}), 422),
    (DjangoValidationError("Too long."), 422),
    (RequestDataTooBig(), 413),
    (SuspiciousOperation(), 400),
    (OperationalError("database is locked"), 503),
    (TokenRejectedError("no", status=401), 502),
    (TokenRejectedError("no", status=403), 502),
    (RemoteNotFoundError("No such object.", status=404), 404),
    (RemoteRefusedError("Bucket is not empty.", status=409), 409),
    (RemoteRefusedError("Bad request.", status=400), 400),
    (RemoteRefusedError("Invalid.", status=422, body={"errors": {"name": ["Too long."]}}), 422),
    (ThrottledError("slow down", retry_after=2.4), 429),
    (RemoteFailedError("failed", status=500), 502),
    (UnreadableReplyError("nonsense"), 502),
    (RemoteUnreachableError("refused"), 502),
    (timed_out(), 504),
    (ZeroDivisionError("secret detail"), 500),
]


@pytest.mark.parametrize(("error", "status"), CASES)
def test_a_gateway_error_has_both_keys(error: Exception, status: int) -> None:
    response = exception_handler(error, asked(WIRE))
    body = json.loads(response.content)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert body["error"] == body["message"] != ""


@pytest.mark.parametrize(("error", "status"), CASES)
def test_the_portals_own_rest_answers_with_problems(error: Exception, status: int) -> None:
    response = exception_handler(error, asked(PORTAL))
    body = json.loads(response.content)
    assert (response.status_code, body["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(body)


@pytest.mark.parametrize(
    "error", [exceptions.NotAuthenticated(), exceptions.AuthenticationFailed()]
)
def test_an_invalid_token_gets_the_console_apis_error(error: Exception) -> None:
    response = exception_handler(error, asked(WIRE))
    assert response.status_code == 403
    assert json.loads(response.content) == {
        "error": "Authentication Exception",
        "message": "Authentication Exception",
    }
    assert exception_handler(error, asked(PORTAL)).status_code == 401


def test_a_rejected_token_of_the_portal_is_not_the_callers_error() -> None:
    for view in (WIRE, PORTAL):
        body = exception_handler(TokenRejectedError("x", status=403), asked(view)).content.decode()
        assert "portal" in body
        assert "Authentication Exception" not in body


def test_the_remotes_error_is_passed_through() -> None:
    said = {"message": "The given data was invalid.", "errors": {"name": ["Taken."]}, "code": 7}
    response = exception_handler(RemoteRefusedError("x", status=422, body=said), asked(WIRE))
    assert json.loads(response.content) == {**said, "error": said["message"]}


@pytest.mark.parametrize("view", [WIRE, PORTAL])
def test_retry_after_is_in_whole_seconds(view: SimpleNamespace) -> None:
    for error in (ThrottledError("x", retry_after=0.2), exceptions.Throttled(wait=0)):
        assert exception_handler(error, asked(view))["Retry-After"] == "1"
    late = exception_handler(ThrottledError("x", retry_after=2.6), asked(view))
    assert late["Retry-After"] == "3"


@pytest.mark.parametrize("view", [WIRE, PORTAL])
def test_an_unexpected_error_is_logged_and_not_disclosed(
    view: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    response = exception_handler(ZeroDivisionError("secret detail"), asked(view))
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text
    assert response["X-Request-ID"] in caplog.text
    assert response["X-Request-ID"] in response.content.decode()
