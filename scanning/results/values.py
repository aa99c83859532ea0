"""Values as remotes really send them: numbers as text, [] for {}, whole parts missing."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

LARGEST_ID = 2**63 - 1
# Beyond this a number is no time, score or length: only what nobody meant is.
LARGEST = 1e12


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; one alone counts as a list of one, an empty one as none."""
    listed = value if isinstance(value, list) else [value]
    return (one for one in listed if isinstance(one, dict) and one)


def number(value: object) -> float | None:
    """A number that can mean something, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) <= LARGEST else None


def seconds(milliseconds: object) -> float | None:
    found = number(milliseconds)
    return None if found is None else found / 1000


def whole(value: object) -> int | None:
    """An id, which comes as a number or as text."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    is_id = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_id and int(text) <= LARGEST_ID else None


def text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""
