"""What can go wrong with a remote API, told apart by what the caller can do about it."""

from typing import Any


class RemoteError(Exception):
    """Base of all. Its text is a sentence for a person, and never holds a secret."""

    status: int = 0


class Unreachable(RemoteError):
    """No answer: refused, timed out, dropped. The act may or may not have been done."""


class RemoteFailed(RemoteError):
    """The remote says that it failed (5xx)."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Throttled(RemoteError):
    """The remote wants fewer requests (429)."""

    status = 429

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnreadableReply(RemoteError):
    """An answer that is not the JSON that the document promises."""


class Refused(RemoteError):
    """The remote refuses the request as it stands (4xx). `body` is its answer, parsed if JSON."""

    def __init__(self, message: str, *, status: int, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    @property
    def field_errors(self) -> dict[str, list[str]]:
        """Messages by field, as a 422 carries them."""
        errors = self.body.get("errors") if isinstance(self.body, dict) else None
        if not isinstance(errors, dict):
            return {}
        return {
            str(field): [str(text) for text in (texts if isinstance(texts, list) else [texts])]
            for field, texts in errors.items()
        }


class TokenRejected(Refused):
    """The account's own token is not accepted (401 or 403)."""


class NotThere(Refused):
    """No such object (404), or it is gone (410)."""
