"""Errors of remote APIs, distinguished by what the caller can do about them."""

from typing import Any


class RemoteError(Exception):
    """Base class. The message is a sentence for people and never contains a secret."""

    status: int = 0


class RemoteUnreachableError(RemoteError):
    """No reply: refused, timed out or dropped. The request may or may not have taken effect."""


class NotConnectedError(RemoteUnreachableError):
    """No connection was made: the request surely had no effect."""


class RemoteFailedError(RemoteError):
    """The remote failed (5xx)."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class ThrottledError(RemoteError):
    """The remote wants fewer requests (429). `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnreadableReplyError(RemoteError):
    """A reply that is not the JSON that the API's document describes."""


class RemoteRefusedError(RemoteError):
    """The remote refuses the request (4xx or 501). `body` is its reply, parsed if it is JSON."""

    def __init__(self, message: str, *, status: int, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    @property
    def field_errors(self) -> dict[str, list[str]]:
        """Messages by field, as in a 422 reply."""
        errors = self.body.get("errors") if isinstance(self.body, dict) else None
        if not isinstance(errors, dict):
            return {}
        return {
            str(field): [str(text) for text in (texts if isinstance(texts, list) else [texts])]
            for field, texts in errors.items()
        }


class TokenRejectedError(RemoteRefusedError):
    """The remote does not accept the account's token: 401, or a 403 that doesn't name an object."""


class RemoteNotFoundError(RemoteRefusedError):
    """There is no such object (404), or no longer (410)."""
