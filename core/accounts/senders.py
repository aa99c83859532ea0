"""Who may send a large body, asked before any of it is read."""

import io
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.accounts.authentication import ServiceTokenAuthentication
from core.accounts.sessions import SessionStore


def is_known_sender(environ: dict[str, Any]) -> bool:
    """Whether a live token or a signed-in person's session comes with a WSGI environment.

    What either may do is decided when the request is handled. Raises a database's errors.
    """
    request = WSGIRequest({**environ, "wsgi.input": io.BytesIO()})
    try:
        if ServiceTokenAuthentication().authenticate(Request(request)) is not None:
            return True
    except AuthenticationFailed:
        return False
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return get_user(request).is_authenticated
