"""Reads a station's code and a begin out of the name of a recording, by a pattern.

`{station}_{YYYYMMDD}_{HHMMSS}` fits `r1_20260301_060000.mp3`. A pattern fits from the beginning of
the name on; `{*}` is anything, and what follows the pattern doesn't matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

_TOKEN = re.compile(r"\{([^{}]*)\}")
# What a token matches, and the directives of `strptime` that read it.
_TOKENS = {
    "station": (r"[^/\\]+?", ""),
    "*": (r".*?", ""),
    "YYYYMMDD": (r"\d{8}", "%Y%m%d"),
    "YYMMDD": (r"\d{6}", "%y%m%d"),
    "YYYY": (r"\d{4}", "%Y"),
    "MM": (r"\d{2}", "%m"),
    "DD": (r"\d{2}", "%d"),
    "HHMMSS": (r"\d{6}", "%H%M%S"),
    "HHMM": (r"\d{4}", "%H%M"),
    "HH": (r"\d{2}", "%H"),
    "mm": (r"\d{2}", "%M"),
    "SS": (r"\d{2}", "%S"),
}
_DAY = {"%Y", "%m", "%d"}
MAX_LENGTH = 200


class PatternError(ValueError):
    """It is no pattern. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class NameFacts:
    """`begins_at` is naive: what the clock showed. `station` is a code, "" where none is named."""

    station: str
    begins_at: datetime


def check_pattern(pattern: str) -> None:
    """Raises PatternError."""
    _compiled(pattern)


def read_name(pattern: str, name: str) -> NameFacts | None:
    """None where the pattern doesn't fit, or the digits are no time. Raises PatternError."""
    expression, form = _compiled(pattern)
    fits = expression.match(name)
    if fits is None:
        return None
    groups = fits.groupdict()
    digits = " ".join(groups[f"t{at}"] for at in range(len(form)))
    try:
        begins_at = datetime.strptime(digits, " ".join(form))  # noqa: DTZ007 (the zone is another's)
    except ValueError:
        return None
    return NameFacts(groups.get("station") or "", begins_at)


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> tuple[re.Pattern[str], list[str]]:
    """The expression, and the directives of its groups in their order."""
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"A pattern may have at most {MAX_LENGTH} characters.")
    pieces = _TOKEN.split(pattern)
    texts, tokens = pieces[::2], pieces[1::2]
    _check(texts, tokens, pattern)
    parts = [re.escape(texts[0])]
    form: list[str] = []
    for name, text in zip(tokens, texts[1:], strict=True):
        matched, directive = _TOKENS[name]
        if name == "station":
            matched = f"(?P<station>{matched})"
        elif directive:
            matched = f"(?P<t{len(form)}>{matched})"
            form.append(directive)
        parts += (matched, re.escape(text))
    return re.compile("".join(parts), re.ASCII), form


def _check(texts: Sequence[str], tokens: Sequence[str], pattern: str) -> None:
    """Raises PatternError."""
    if any("{" in text or "}" in text for text in texts):
        raise PatternError("A brace is not closed, or not opened.")
    for token in tokens:
        if token not in _TOKENS:
            known = ", ".join(f"{{{name}}}" for name in _TOKENS)
            raise PatternError(f"{{{token}}} is not known. There are {known}.")
    # Several of these, one after the other, would take long to compare.
    if tokens.count("station") > 1 or tokens.count("*") > 1:
        raise PatternError("{station} and {*} may come once.")
    if "{*}{station}" in pattern or "{station}{*}" in pattern:
        raise PatternError("{*} and {station} need something between them.")
    directives = re.findall("%.", "".join(_TOKENS[token][1] for token in tokens).replace("y", "Y"))
    if len(set(directives)) < len(directives):
        raise PatternError("A part of the time comes twice.")
    if not _DAY.issubset(directives):
        raise PatternError("A pattern needs the whole day, such as {YYYYMMDD}.")
