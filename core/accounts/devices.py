"""Browsers on which somebody signed in before, by a signed cookie.

Others at the same address, whatever they try, don't lock them out.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

MAX_AGE_SECONDS = 365 * 86400
# A shared computer knows the last few.
MAX_NAMES = 8
_SALT = "core.accounts.devices"


def device_of(request: HttpRequest, username: str) -> str:
    """The id of a device on which this name signed in before; empty for any other."""
    device, names = _read(request)
    return device if _name_hash(username) in names else ""


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Have the browser keep that this name signed in on it."""
    device, names = _read(request)
    name = _name_hash(username)
    last_names = [name, *(other for other in names if other != name)][:MAX_NAMES]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_hex(16), last_names], salt=_SALT, compress=True),
        max_age=MAX_AGE_SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _name_hash(username: str) -> str:
    """What the cookie says of a name: whoever finds it can't tell whose it is."""
    return salted_hmac(_SALT, username.casefold(), algorithm="sha256").hexdigest()[:16]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    signed = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        device, names = signing.loads(signed, salt=_SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return "", []
    return device, names
