"""Errors as the Console API's clients read them: `message` for some, `error` for others."""

from collections.abc import Mapping

from django.http import HttpResponse

from engine.wire.envelope import reply

Errors = Mapping[str, list[str]]


class WireError(Exception):
    status = 400

    def __init__(self, message: str, errors: Errors | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors

    def response(self) -> HttpResponse:
        return failure(self.status, self.message, self.errors)


class Refused(WireError):
    """The token is missing or wrong."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Authentication Exception")


class NotFound(WireError):
    status = 404

    def __init__(self, message: str = "Not Found") -> None:
        super().__init__(message)


class Conflict(WireError):
    status = 409


class Unsupported(WireError):
    """What the API has and this engine doesn't do; the message names it."""

    status = 501


class Invalid(WireError):
    """Fields that can't be taken, each with its sentences, in Laravel's form."""

    status = 422

    def __init__(self, errors: Errors) -> None:
        super().__init__("The given data was invalid.", errors)


def failure(status: int, message: str, errors: Errors | None = None) -> HttpResponse:
    body: dict[str, object] = {"error": message, "message": message}
    if errors:
        body["errors"] = errors
    return reply(body, status=status)
