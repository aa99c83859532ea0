"""Errors as clients of the Console API read them: `message` in some, `error` in others."""

from collections.abc import Mapping

from django.http import HttpResponse

from engine.wire.envelope import json_reply

Errors = Mapping[str, list[str]]


class WireError(Exception):
    status = 400

    def __init__(self, message: str, errors: Errors | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors

    def response(self) -> HttpResponse:
        return error_reply(self.status, self.message, self.errors)


class TokenRefusedError(WireError):
    """The token is missing or wrong."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Authentication Exception")


class NotFoundError(WireError):
    status = 404

    def __init__(self, message: str = "Not Found") -> None:
        super().__init__(message)


class ConflictError(WireError):
    status = 409


class UnsupportedError(WireError):
    """A part of the API that this engine doesn't have; the message names it."""

    status = 501


class InvalidFieldsError(WireError):
    """Invalid fields, each with its messages, in Laravel's form."""

    status = 422

    def __init__(self, errors: Errors) -> None:
        super().__init__("The given data was invalid.", errors)


def method_not_supported(method: str | None) -> HttpResponse:
    return error_reply(405, f"The {method} method is not supported for this route.")


def error_reply(status: int, message: str, errors: Errors | None = None) -> HttpResponse:
    body: dict[str, object] = {"error": message, "message": message}
    if errors:
        body["errors"] = errors
    return json_reply(body, status=status)
