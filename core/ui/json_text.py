"""JSON from outside: validated strictly before it is stored, and indented for people."""

import json
from typing import Any, NoReturn

import orjson
from django.core.exceptions import ValidationError

# Leaves room for the lists and envelopes around it: common readers stop at a depth of 255.
MAX_DEPTH = 100
_TOO_DEEP = "This is nested too deeply, or a number in it is too long."


def parse(text: str) -> Any:
    """The document in `text`. Raises ValidationError, which says where the error is."""
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}, in line {error.lineno},"
            f" column {error.colno}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise ValidationError(_TOO_DEEP) from error
    validate(document)
    return document


def validate(document: Any) -> None:
    """Raises ValidationError for JSON that some database or reader can't store or read."""
    if _is_deeper_than(MAX_DEPTH, document):
        raise ValidationError(_TOO_DEEP)
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("This contains half a character (\\ud800 to \\udfff).") from error
    except ValueError as error:
        raise ValidationError("A number in this is not valid JSON, or too long.") from error
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValidationError("This contains \\u0000, which can't be stored.")


def indented(text: str | bytes) -> str:
    """JSON indented over lines; "" when it isn't JSON or is nested too deeply."""
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return ""


def _is_deeper_than(depth: int, document: Any) -> bool:
    level = [document]
    for _ in range(depth):
        level = [
            inner
            for node in level
            if isinstance(node, dict | list)
            for inner in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValidationError for a duplicate key, of which one value would be lost."""
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise ValidationError(f"The key “{key[:80]}” is there twice.")
        document[key] = value
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValidationError(f"{name} is not a JSON number.")
