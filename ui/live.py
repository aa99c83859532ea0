"""Live parts of a page: polled while something moves, answered 304 while nothing does."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from ui.htmx import vary


def live_part(
    request: HttpRequest, template: str, context: dict[str, Any], facts: object
) -> HttpResponse:
    """The part rendered, or 304 when the browser has it as of the same `facts`.

    `facts` is all that the part shows and that can change, without what merely ages: moments
    that read "12 s ago" are kept true by the page itself.
    """
    etag = f'"{hashlib.blake2s(repr(facts).encode(), digest_size=12).hexdigest()}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = render(request, template, context)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache, private"
    return vary(response)
