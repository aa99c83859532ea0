"""Icons of Tabler's set, inlined so that they take the colour of the surrounding text."""

import re
from functools import lru_cache

from django.core.exceptions import ImproperlyConfigured
from django.utils.safestring import SafeString, mark_safe

from core.ui.vendor import PACKAGES

ICON_FOLDER = PACKAGES / "@tabler" / "icons" / "icons" / "outline"
_SHAPE = re.compile(r"<(?:path|circle|rect|line)\b[^>]*?/>")
_FRAME = 'stroke="none" d="M0 0h24v24H0z"'


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """The outline icon `name`, hidden from screen readers because text always stands beside it.

    Raises ImproperlyConfigured when the package or the icon is missing.
    """
    try:
        source = (ICON_FOLDER / f"{name}.svg").read_text()
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            f"No icon {name!r} under {ICON_FOLDER}: run `npm ci --ignore-scripts`"
        ) from error
    shapes = "".join(shape for shape in _SHAPE.findall(source) if _FRAME not in shape)
    # The package is pinned by its hash in package-lock.json, and only shapes are taken from it.
    return mark_safe(  # noqa: S308
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>'
    )
