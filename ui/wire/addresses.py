"""Routes that clients reach with and without a trailing slash."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path


def routes(
    route: str, view: Callable[..., HttpResponseBase], *, name: str | None = None
) -> list[URLPattern]:
    """Both spellings of a route. A redirect would turn a client's POST into a GET."""
    return [path(route, view, name=name), path(f"{route}/", view)]
