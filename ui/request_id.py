"""A short id for each request, so that a person and a log line can speak of the same one."""

import re
import secrets

from django.http import HttpRequest

_KEY = "portal.request_id"
_FROM_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(request: HttpRequest) -> str:
    """The id that a proxy gave this request in `X-Request-ID`, or one made at the first asking."""
    known: str = request.META.get(_KEY, "")
    if not known:
        given = request.headers.get("X-Request-ID", "")
        known = given if _FROM_PROXY.fullmatch(given) else secrets.token_hex(6)
        request.META[_KEY] = known
    return known
