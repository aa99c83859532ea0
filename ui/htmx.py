"""Requests as htmx makes them, and answers it understands."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


def wants_fragment(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for the part of the page whose id is `target`.

    Going back in history wants the whole page.
    """
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and htmx.target == target


def vary(response: HttpResponse) -> HttpResponse:
    """Keep a browser's cache from showing a fragment where the whole page is asked for."""
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response
