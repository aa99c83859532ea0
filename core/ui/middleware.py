"""What every request and response of the portal has in common."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def utf8_requests(get_response: GetResponse) -> GetResponse:
    """Read every request as UTF-8, as browsers send forms and RFC 8259 demands of JSON.

    A charset that a client names could be any codec of Python, such as `idna` or `hex`, and fail
    wherever a form or query string is read.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.encoding = "utf-8"
        return get_response(request)

    return middleware


def unstored_responses(get_response: GetResponse) -> GetResponse:
    """Have no browser or proxy store what it is not told to.

    Nearly every response shows a person's data. Live parts say something else: a browser keeps
    them for itself and asks each time whether they have changed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
