"""Live parts of a page: polled by htmx, answered with 304 while nothing changed."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from core.ui.htmx import vary_on_htmx


def render_live_part(
    request: HttpRequest, template: str, context: dict[str, Any], facts: object
) -> HttpResponse:
    """The rendered part, or 304 when the browser has it for the same `facts`.

    `facts` is everything shown that can change, without relative times: the page itself updates
    texts such as "12 s ago". No browser stores it: static/js/fragments.js remembers its tag.
    """
    etag = f'"{hashlib.blake2s(repr(facts).encode(), digest_size=12).hexdigest()}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = render(request, template, context)
    response["ETag"] = etag
    return vary_on_htmx(response)
