"""Answers that clients keep: tagged, and asked about again with `If-None-Match` (RFC 9110)."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags

# Clients keep answers over an upgrade: a release that shows the same rows otherwise counts up.
FORMAT = 1
# A client may keep the answer for itself, and asks each time whether it still holds.
CACHE_CONTROL = "private, no-cache"


def etag_of(*facts: object) -> str:
    """The tag of an answer that these facts decide, together with its address."""
    digest = hashlib.blake2b(repr((FORMAT, *facts)).encode(), digest_size=12)
    return f'"{digest.hexdigest()}"'


def is_kept(request: HttpRequest, etag: str) -> bool:
    """Whether the client has the answer of this tag."""
    kept = parse_etags(request.headers.get("If-None-Match", ""))
    # A proxy that compresses an answer makes its tag a weak one.
    return kept == ["*"] or etag in (tag.removeprefix("W/") for tag in kept)


def not_modified(etag: str) -> HttpResponseBase:
    """304: what the client has is what it would get."""
    return tagged(HttpResponseNotModified(), etag)


def tagged(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def tagged_by_body(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response, or 304 to a client that has its very bytes."""
    etag = etag_of(response.content)
    return not_modified(etag) if is_kept(request, etag) else tagged(response, etag)
