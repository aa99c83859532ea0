"""Each failure behind the REST API gets one status, and each caller the body they can read."""

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

from clients.errors import (
    NotThere,
    Refused,
    RemoteFailed,
    Throttled,
    TokenRejected,
    Unreachable,
    UnreadableReply,
)
from ui.problems import exception_handler

WIRE, PORTAL = SimpleNamespace(wire=True), SimpleNamespace()


def asked(view: SimpleNamespace) -> dict[str, Any]:
    """What REST framework hands to its handler of exceptions."""
    return {"view": view, "request": RequestFactory().get("/api/")}


def timed_out() -> Unreachable:
    error = Unreachable("The remote did not answer in time.")
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
    (TokenRejected("no", status=401), 502),
    (TokenRejected("no", status=403), 502),
    (NotThere("No such object.", status=404), 404),
    (Refused("Bucket is not empty.", status=409), 409),
    (Refused("Bad request.", status=400), 400),
    (Refused("Invalid.", status=422, body={"errors": {"name": ["Too long."]}}), 422),
    (Throttled("slow down", retry_after=2.4), 429),
    (RemoteFailed("failed", status=500), 502),
    (UnreadableReply("nonsense"), 502),
    (Unreachable("refused"), 502),
    (timed_out(), 504),
    (ZeroDivisionError("secret detail"), 500),
]


@pytest.mark.parametrize(("error", "status"), CASES)
def test_the_gateway_says_it_under_both_keys(error: Exception, status: int) -> None:
    response = exception_handler(error, asked(WIRE))
    body = json.loads(response.content)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert body["error"] == body["message"] != ""


@pytest.mark.parametrize(("error", "status"), CASES)
def test_the_portals_own_rest_speaks_of_problems(error: Exception, status: int) -> None:
    response = exception_handler(error, asked(PORTAL))
    body = json.loads(response.content)
    assert (response.status_code, body["status"]) == (status, status)
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(body)


@pytest.mark.parametrize(
    "error", [exceptions.NotAuthenticated(), exceptions.AuthenticationFailed()]
)
def test_a_bad_token_gets_the_console_apis_own_words(error: Exception) -> None:
    response = exception_handler(error, asked(WIRE))
    assert response.status_code == 403
    assert json.loads(response.content) == {
        "error": "Authentication Exception",
        "message": "Authentication Exception",
    }
    assert exception_handler(error, asked(PORTAL)).status_code == 401


def test_the_remotes_token_trouble_is_not_the_callers() -> None:
    for view in (WIRE, PORTAL):
        body = exception_handler(TokenRejected("x", status=403), asked(view)).content.decode()
        assert "portal" in body
        assert "Authentication Exception" not in body


def test_the_remotes_own_refusal_is_passed_on_whole() -> None:
    said = {"message": "The given data was invalid.", "errors": {"name": ["Taken."]}, "code": 7}
    response = exception_handler(Refused("x", status=422, body=said), asked(WIRE))
    assert json.loads(response.content) == {**said, "error": said["message"]}


@pytest.mark.parametrize("view", [WIRE, PORTAL])
def test_waiting_times_are_said_in_whole_seconds(view: SimpleNamespace) -> None:
    for error in (Throttled("x", retry_after=0.2), exceptions.Throttled(wait=0)):
        assert exception_handler(error, asked(view))["Retry-After"] == "1"
    late = exception_handler(Throttled("x", retry_after=2.6), asked(view))
    assert late["Retry-After"] == "3"


@pytest.mark.parametrize("view", [WIRE, PORTAL])
def test_what_nobody_expected_is_logged_and_not_told(
    view: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    response = exception_handler(ZeroDivisionError("secret detail"), asked(view))
    assert b"secret detail" not in response.content
    assert "secret detail" in caplog.text
    assert response["X-Request-ID"] in caplog.text
    assert response["X-Request-ID"] in response.content.decode()
