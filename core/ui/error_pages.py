"""Django's handlers for status 400 and 500: their pages show the request's id."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

from core.ui.request_id import request_id

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: for a request that Django itself refuses."""
    return _page(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: for a page that failed, or whose database is gone. It makes no query."""
    # Django calls this while it handles the exception.
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        log.error("The database can't be used: %s", sys.exception())
        response = _page(request, "503.html", 503)
        response["Retry-After"] = "5"
        return response
    log.error("request %s failed: %s %s", request_id(request), request.method, request.path)
    return _page(request, "500.html", 500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    error_id = request_id(request)
    try:
        # Rendered without the request, because a context processor may be what failed.
        response = HttpResponse(loader.render_to_string(template, {"request_id": error_id}))
    except Exception:
        # The template may need what failed, such as collected static files.
        log.exception("request %s: its error page failed", error_id)
        text = f"The portal failed. Request {error_id}"
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.status_code = status
    response["X-Request-ID"] = error_id
    return response
