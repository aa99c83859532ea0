"""Successful answers in the envelope. Stored texts are joined as they are, never parsed."""

from collections.abc import Sequence

import orjson
from django.http import HttpRequest, HttpResponse

from ui.wire.paging import PageAsked, links_and_meta

JSON = "application/json"
Texts = Sequence[str | bytes]


def one(payload: str | bytes, *, status: int = 200) -> HttpResponse:
    """A single object in `data`."""
    return HttpResponse(b'{"data":' + _bytes(payload) + b"}", content_type=JSON, status=status)


def several(payloads: Texts) -> HttpResponse:
    """An array in `data`, without pages."""
    return HttpResponse(b'{"data":' + _array(payloads) + b"}", content_type=JSON)


def page_of(request: HttpRequest, page: PageAsked, payloads: Texts, total: int) -> HttpResponse:
    """One page of a list, with its links and exact totals."""
    frame = orjson.dumps(links_and_meta(request, page, shown=len(payloads), total=total))
    body = b'{"data":' + _array(payloads) + b"," + frame[1:]
    return HttpResponse(body, content_type=JSON)


def raw(body: bytes) -> HttpResponse:
    """The remote's own bytes, for what it answers without an envelope."""
    return HttpResponse(body, content_type=JSON)


def _array(payloads: Texts) -> bytes:
    return b"[" + b",".join(_bytes(payload) for payload in payloads) + b"]"


def _bytes(payload: str | bytes) -> bytes:
    return payload.encode() if isinstance(payload, str) else payload
