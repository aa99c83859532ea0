"""What the frame of every page needs."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ui.places import PLACES, WORKSHOP, Link, Place, address, links
from ui.request_id import request_id


def frame(request: HttpRequest) -> dict[str, Any]:
    """The sidebar's links, the addresses the bar needs where they exist, and the request's id."""
    return {
        "places": SimpleLazyObject(lambda: _links(PLACES, request)),
        "workshop": SimpleLazyObject(lambda: _links(WORKSHOP, request)),
        "search_url": SimpleLazyObject(lambda: address("search")),
        "running_url": SimpleLazyObject(lambda: address("running")),
        "request_id": SimpleLazyObject(lambda: request_id(request)),
    }


def _links(places: tuple[Place, ...], request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    return links(places, request.path, is_staff=bool(user and user.is_staff))
