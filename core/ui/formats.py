"""Numbers, times and texts formatted for pages; also registered as template filters."""

from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core.ui.icons import icon
from core.ui.markup import markup

EMPTY_VALUE = "–"
MAX_CLIPPED = 36
_STEPS = ((60, 1, "s"), (3600, 60, "min"), (48 * 3600, 3600, "h"), (60 * 86400, 86400, "d"))


def clock(seconds: float | None) -> str:
    """Seconds as minutes and seconds: 3:05, 1:02:03."""
    if seconds is None:
        return EMPTY_VALUE
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float | None) -> str:
    """Seconds in the one unit that fits: 12 s, 4 min, 71 h."""
    if seconds is None:
        return EMPTY_VALUE
    if seconds >= 2 * 3600:
        return f"{round(seconds / 3600):,} h"
    if seconds >= 120:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds)} s"


def size(octets: int | None) -> str:
    """Bytes in the one unit that fits, in steps of 1024: 512 B, 1.4 MB."""
    if octets is None:
        return EMPTY_VALUE
    amount = float(octets)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024:
            return (
                f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
            )
        amount /= 1024
    return f"{amount:.1f} TB"


def number(value: float | None) -> str:
    """A number with separators between thousands."""
    return EMPTY_VALUE if value is None else f"{value:,}"


def relative_time(moment: datetime, now: datetime) -> str:
    """`moment` relative to `now`: 12 s ago, in 4 min; its date when it is over 60 days away."""
    seconds = (now - moment).total_seconds()
    for limit, unit, word in _STEPS:
        if abs(seconds) < limit:
            amount = int(abs(seconds) // unit)
            if not amount:
                return "just now"
            return f"{amount} {word} ago" if seconds > 0 else f"in {amount} {word}"
    return f"{moment.day} {moment:%b %Y}"


def ago(moment: datetime | None, absent: str = EMPTY_VALUE) -> SafeString:
    """The time relative to now as a `<time>` element, with the exact time on hover."""
    if moment is None:
        return markup('<span class="quiet">{}</span>', absent)
    local = timezone.localtime(moment)
    return markup(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        f"{local.day} {local:%b %Y, %H:%M:%S %Z}",
        relative_time(moment, timezone.now()),
    )


def copyable(value: object, label: str = "") -> SafeString:
    """An id or a key that a click copies. `label` names it for screen readers."""
    return markup(
        '<button type="button" class="copy" data-copy="{}" title="Copy {}">'
        "<span>{}</span>{}</button>",
        value,
        label or value,
        value,
        icon("copy"),
    )


def clipped(text: str) -> SafeString:
    """The beginning of a text that may be long; all of it on hover."""
    return markup('<span title="{}">{}</span>', text, Truncator(text).chars(MAX_CLIPPED))
