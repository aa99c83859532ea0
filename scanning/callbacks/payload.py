"""What a callback's body claims: read out of it, without making objects of its results."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import orjson

MAX_BIGINT = 2**63 - 1


class UnreadablePayloadError(Exception):
    """The body names no file. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class CallbackPayload:
    """The file, its container and its state as the sender claims them."""

    file_id: UUID
    container_id: int | None
    state: int | None


class _Claims(msgspec.Struct):
    """The fields that are read. The others are checked and skipped, which takes a fifth."""

    file_id: Any = msgspec.UNSET
    cid: Any = None
    state: Any = None


_DECODER = msgspec.json.Decoder(_Claims)


def parse_payload(body: bytes) -> CallbackPayload:
    """Parse a callback's body. Raises UnreadablePayloadError.

    Source: docs.acrcloud.com, File Scanning.
    """
    claims = _read_claims(body)
    if claims.file_id is msgspec.UNSET:
        raise UnreadablePayloadError("The body has no file_id.")
    try:
        file_id = UUID(claims.file_id)
    except (ValueError, TypeError, AttributeError):
        raise UnreadablePayloadError("The file_id is not a UUID.") from None
    return CallbackPayload(file_id, _integer(claims.cid), _integer(claims.state))


def _read_claims(body: bytes) -> _Claims:
    """Raises UnreadablePayloadError."""
    try:
        # As text: whether what is skipped is UTF-8 isn't checked.
        return _DECODER.decode(body.decode())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_claims_of_a_tree(body)


def _read_claims_of_a_tree(body: bytes) -> _Claims:
    """For what the decoder refuses: it is not JSON, not an object, or has an odd number."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise UnreadablePayloadError("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise UnreadablePayloadError("The body is JSON, but not an object.")
    names = document.keys() & set(_Claims.__struct_fields__)
    return _Claims(**{name: document[name] for name in names})


def _integer(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -MAX_BIGINT <= number <= MAX_BIGINT else None
