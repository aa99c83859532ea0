"""What a callback's body says about itself. Source: docs.acrcloud.com, File Scanning."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

LARGEST = 2**63 - 1


class Unreadable(Exception):
    """A body that names no file. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Which file moved, in which container, to which state: each as the sender claims."""

    file_id: UUID
    container_id: int | None
    state: int | None


def read(body: bytes) -> Hint:
    """Raises Unreadable."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unreadable("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise Unreadable("The body is JSON, but no object.")
    try:
        file_id = UUID(document["file_id"])
    except KeyError:
        raise Unreadable("The body has no file_id.") from None
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("The file_id is not a UUID.") from None
    return Hint(file_id, _whole(document.get("cid")), _whole(document.get("state")))


def _whole(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -LARGEST <= number <= LARGEST else None
