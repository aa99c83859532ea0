"""Routes that work with and without a trailing slash."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path


def routes(
    route: str, view: Callable[..., HttpResponseBase], *, name: str | None = None
) -> list[URLPattern]:
    """Both forms of a route: a redirect to one of them would turn a POST into a GET."""
    return [path(route, view, name=name), path(f"{route}/", view)]
