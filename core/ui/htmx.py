"""Requests made by htmx, and responses for it."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


def wants_fragment(request: HttpRequest, target: str) -> bool:
    """Whether htmx requests only the element with the id `target`.

    Going back in history needs the whole page.
    """
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and htmx.target == target


def vary_on_htmx(response: HttpResponse) -> HttpResponse:
    """Keep the browser's cache from showing a fragment in place of the whole page."""
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response
