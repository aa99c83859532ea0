"""Numbers and times as people read them."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.icons import icon

NOTHING = "–"
_STEPS = ((60, 1, "s"), (3600, 60, "min"), (48 * 3600, 3600, "h"), (60 * 86400, 86400, "d"))


def clock(seconds: float | None) -> str:
    """A length in seconds as a player shows it: 3:05, 1:02:03."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float | None) -> str:
    """A length in seconds in one unit: 12 s, 4 min, 71 h."""
    if seconds is None:
        return NOTHING
    if seconds >= 2 * 3600:
        return f"{round(seconds / 3600):,} h"
    if seconds >= 120:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds)} s"


def size(octets: int | None) -> str:
    """A size in bytes in one unit of 1024: 512 B, 1.4 MB."""
    if octets is None:
        return NOTHING
    amount = float(octets)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024:
            return (
                f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
            )
        amount /= 1024
    return f"{amount:.1f} TB"


def number(value: float | None) -> str:
    """A number with its thousands set apart."""
    return NOTHING if value is None else f"{value:,}"


def distance(moment: datetime, now: datetime) -> str:
    """How far `moment` lies from `now`: 12 s ago, in 4 min, or its date when it's months away."""
    seconds = (now - moment).total_seconds()
    for limit, unit, word in _STEPS:
        if abs(seconds) < limit:
            amount = int(abs(seconds) // unit)
            if not amount:
                return "just now"
            return f"{amount} {word} ago" if seconds > 0 else f"in {amount} {word}"
    return f"{moment.day} {moment:%b %Y}"


def ago(moment: datetime | None, absent: str = NOTHING) -> SafeString:
    """The distance to now as a `<time>`, with the exact moment on hover."""
    if moment is None:
        return format_html('<span class="quiet">{}</span>', absent)
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        f"{local.day} {local:%b %Y, %H:%M:%S %Z}",
        distance(moment, timezone.now()),
    )


def copyable(value: object, label: str = "") -> SafeString:
    """An id or a key that a click copies. `label` says what it is to a screen reader."""
    return format_html(
        '<button type="button" class="copy" data-copy="{}" title="Copy {}">'
        "<span>{}</span>{}</button>",
        value,
        label or value,
        value,
        icon("copy"),
    )
