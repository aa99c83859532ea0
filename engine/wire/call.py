"""One authenticated call of the Console API, and the dispatch of a URL's methods to views."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict

# Not that of functools, which holds a lock until Python 3.12: one slow upload would delay all
# others.
from django.utils.functional import cached_property

from engine.models import Account
from engine.wire.errors import TokenRefusedError, WireError, error_reply
from engine.wire.fields import Fields
from engine.wire.request_body import limit_body

log = logging.getLogger("engine")

MAX_JSON_BYTES = 5 * 1024**2
MAX_UPLOAD_BYTES = 4 * 1024**3
MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


@dataclass
class Call:
    request: HttpRequest
    account: Account

    @cached_property
    def fields(self) -> Fields:
        """The fields of the body, whatever its encoding; an empty body has none."""
        if self.request.content_type in (MULTIPART, URLENCODED):
            return Fields(self.form[0].dict())
        limit_body(self.request, MAX_JSON_BYTES)
        body = self.request.body
        if not body.strip():
            return Fields({})
        try:
            values = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise WireError("The body is not valid JSON.") from None
        if not isinstance(values, dict):
            raise WireError("The body must be a JSON object.")
        return Fields(values)

    @cached_property
    def query(self) -> Fields:
        return Fields(self.request.GET.dict())

    @cached_property
    def file(self) -> "UploadedFile[Any] | None":
        return self.form[1].get("file")

    @cached_property
    def form(self) -> "tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]":
        """Fields and files of a form. Django itself reads those of POST alone."""
        if self.request.content_type == MULTIPART:
            limit_body(self.request, MAX_UPLOAD_BYTES)
            fields, files = self.request.parse_file_upload(self.request.META, self.request)
            # Closed with the request, which deletes those that were not stored.
            self.request._files = files  # type: ignore[attr-defined]
            return fields, files
        if self.request.content_type == URLENCODED:
            limit_body(self.request, MAX_JSON_BYTES)
            return QueryDict(self.request.body), MultiValueDict()
        return QueryDict(), MultiValueDict()


View = Callable[Concatenate[Call, ...], HttpResponse]


def console_view(**views: View) -> Callable[..., HttpResponse]:
    """A Django view that authenticates, then calls the view of the HTTP method."""

    def view(request: HttpRequest, **path: object) -> HttpResponse:
        try:
            account = authenticate(request)
            method = "GET" if request.method == "HEAD" else request.method or ""
            handler = views.get(method)
            if handler is None:
                return error_reply(
                    405, f"The {request.method} method is not supported for this route."
                )
            return handler(Call(request, account), **path)
        except WireError as error:
            return error.response()
        except RequestDataTooBig:
            return error_reply(413, "The request is too large.")
        except (MultiPartParserError, SuspiciousOperation, UnicodeError) as error:
            return error_reply(400, f"The request can't be read: {type(error).__name__}.")
        except UnreadablePostError:
            return error_reply(400, "The request ended before it was complete.")
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return error_reply(500, "Server Error")

    return view


def authenticate(request: HttpRequest) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise TokenRefusedError
    account = Account.objects.filter(token_digest=Account.digest(token)).first()
    if account is None:
        raise TokenRefusedError
    return account
