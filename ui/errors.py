"""The error pages that Django renders without a request: 400 and 500, with the request's id."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader

from ui.request_id import request_id

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a request that Django itself refuses gets."""
    return _page(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """What a person sees when a page fails. It asks nothing of the database."""
    log.error("request %s failed: %s %s", request_id(request), request.method, request.path)
    return _page(request, "500.html", 500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    known = request_id(request)
    try:
        # Rendered without the request: its context processors may be what failed.
        response = HttpResponse(loader.render_to_string(template, {"request_id": known}))
    except Exception:
        # Whatever failed may be what this page needs too, such as static files never collected.
        log.exception("request %s: its error page failed", known)
        text = f"The portal failed. Request {known}"
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.status_code = status
    response["X-Request-ID"] = request_id(request)
    return response
