"""A short id for each request, shown on error pages and in the log."""

import re
import secrets

from django.http import HttpRequest

_KEY = "portal.request_id"
_FROM_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(request: HttpRequest) -> str:
    """The `X-Request-ID` set by a proxy, or an id generated on the first call."""
    current: str = request.META.get(_KEY, "")
    if not current:
        given = request.headers.get("X-Request-ID", "")
        current = given if _FROM_PROXY.fullmatch(given) else secrets.token_hex(6)
        request.META[_KEY] = current
    return current
