"""One authenticated call of the Console API, and the way from a URL to its act."""

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

# Not the one of functools, which lets one thread at a time in until Python 3.12: a slow upload
# would hold up all others.
from django.utils.functional import cached_property

from engine.body import admit
from engine.models import Account
from engine.wire.errors import Refused, WireError, failure
from engine.wire.fields import Fields

log = logging.getLogger("engine")

MOST_JSON = 5 * 1024**2
MOST_UPLOAD = 4 * 1024**3
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
        admit(self.request, MOST_JSON)
        body = self.request.body
        if not body.strip():
            return Fields({})
        try:
            given = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise WireError("The body is not valid JSON.") from None
        if not isinstance(given, dict):
            raise WireError("The body must be a JSON object.")
        return Fields(given)

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
            admit(self.request, MOST_UPLOAD)
            fields, files = self.request.parse_file_upload(self.request.META, self.request)
            # Closed with the request, and so deleted unless they were kept.
            self.request._files = files  # type: ignore[attr-defined]
            return fields, files
        if self.request.content_type == URLENCODED:
            admit(self.request, MOST_JSON)
            return QueryDict(self.request.body), MultiValueDict()
        return QueryDict(), MultiValueDict()


View = Callable[Concatenate[Call, ...], HttpResponse]


def console(**acts: View) -> Callable[..., HttpResponse]:
    """A Django view that authenticates, then runs the act named by the HTTP method."""

    def view(request: HttpRequest, **path: object) -> HttpResponse:
        try:
            account = account_of(request)
            method = "GET" if request.method == "HEAD" else request.method or ""
            act = acts.get(method)
            if act is None:
                return failure(405, f"The {request.method} method is not supported for this route.")
            return act(Call(request, account), **path)
        except WireError as error:
            return error.response()
        except RequestDataTooBig:
            return failure(413, "The request is too large.")
        except (MultiPartParserError, SuspiciousOperation, UnicodeError) as error:
            return failure(400, f"The request can't be read: {type(error).__name__}.")
        except UnreadablePostError:
            return failure(400, "The request ended before it was complete.")
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return failure(500, "Server Error")

    return view


def account_of(request: HttpRequest) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Refused
    account = Account.objects.filter(token_digest=Account.digest(token)).first()
    if account is None:
        raise Refused
    return account
