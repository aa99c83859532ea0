"""Template context of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.ui.navigation import (
    MAIN_ITEMS,
    OPERATIONS_ITEMS,
    NavItem,
    NavLink,
    build_links,
    url_or_empty,
)
from core.ui.request_id import request_id


def frame(request: HttpRequest) -> dict[str, Any]:
    """The sidebar's links, the URLs of the top bar (empty if there is none), the request id."""
    return {
        "main_links": SimpleLazyObject(lambda: _links(MAIN_ITEMS, request)),
        "operations_links": SimpleLazyObject(lambda: _links(OPERATIONS_ITEMS, request)),
        "search_url": SimpleLazyObject(lambda: url_or_empty("search")),
        "running_url": SimpleLazyObject(lambda: url_or_empty("running")),
        "request_id": SimpleLazyObject(lambda: request_id(request)),
    }


def _links(items: tuple[NavItem, ...], request: HttpRequest) -> list[NavLink]:
    user = getattr(request, "user", None)
    return build_links(items, request.path, is_staff=bool(user and user.is_staff))
