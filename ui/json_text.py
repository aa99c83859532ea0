"""JSON that comes from outside: checked strictly before it is kept, and set out for people."""

import json
from typing import Any, NoReturn

import orjson
from django.core.exceptions import ValidationError

# A remote that nests this deep sends it on in lists and envelopes, and readers give up at 255.
DEEPEST = 100
_TOO_DEEP = "This is too deep, or a number in it too long."


def parse(text: str) -> Any:
    """The document in `text`. Raises ValidationError, which says where it is wrong."""
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValidationError(
            f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]}, in line {error.lineno},"
            f" column {error.colno}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise ValidationError(_TOO_DEEP) from error
    check(document)
    return document


def check(document: Any) -> None:
    """Raises ValidationError for JSON that not every database and reader can take."""
    if _is_deeper_than(DEEPEST, document):
        raise ValidationError(_TOO_DEEP)
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("This holds half a character: \\ud800 to \\udfff.") from error
    except ValueError as error:
        raise ValidationError("A number in this is none that JSON knows, or too long.") from error
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValidationError("This holds \\u0000, which can't be stored.")


def set_out(text: str | bytes) -> str:
    """JSON over lines; "" for what is none, or is nested deeper than it can be written again."""
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return ""


def _is_deeper_than(most: int, document: Any) -> bool:
    level = [document]
    for _ in range(most):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One of two equal keys would be lost without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValidationError(f"The key “{key[:80]}” stands here twice.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValidationError(f"{name} is no number that JSON knows.")
