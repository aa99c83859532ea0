"""`PUT /api/presigned/:key`: the bytes of a file whose address the gateway has signed.

The address is all that the sender shows. It stands for one token and one file: the token must still
be live, and its owner in the role that it took.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import BinaryIO, cast

from django.http import HttpResponse
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from core.accounts.models import ServiceToken, User
from core.accounts.scopes import TokenScope
from core.uploads.api.gateway import UploadingViewSet
from core.uploads.presigned import (
    AddressRefusedError,
    BrokenOffError,
    KeyUsedError,
    PresignedFile,
    live_token,
    read_address,
    receive_presigned,
)


class LengthRequiredError(APIException):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "The length of the file is missing."


class BrokenOffFileError(APIException):
    status_code = status.HTTP_400_BAD_REQUEST


class UsedKeyError(APIException):
    status_code = status.HTTP_409_CONFLICT


class PresignedAuthentication(BaseAuthentication):
    """The token that an address was signed for."""

    def authenticate(self, request: Request) -> tuple[User, ServiceToken]:
        token = live_token(request.parser_context["view"].presigned)
        if token is None:
            raise AuthenticationFailed
        return token.user, token


class PresignedFileViewSet(UploadingViewSet):
    authentication_classes = [PresignedAuthentication]

    @cached_property
    def presigned(self) -> PresignedFile:
        """What the address stands for. Raises PermissionDenied."""
        try:
            return read_address(self.kwargs["key"])
        except AddressRefusedError as error:
            raise PermissionDenied(str(error)) from error

    @property
    def scopes(self) -> Mapping[str, TokenScope]:  # type: ignore[override]
        return {"PUT": TokenScope(self.presigned.scope)}

    def _begin(self, request: Request, text: str) -> None:
        """No Idempotency-Key is needed: the same bytes may come again, and only once count."""

    def receive(self, request: Request, key: str) -> HttpResponse:
        """Take the bytes; a 200 says that all are on the disk."""
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            # Bare bytes in chunks that break off look like the end of the file.
            raise LengthRequiredError
        try:
            source = cast(BinaryIO, request._request)
            receive_presigned(presigned=self.presigned, source=source, length=int(length))
        except BrokenOffError as error:
            raise BrokenOffFileError(str(error)) from error
        except KeyUsedError as error:
            raise UsedKeyError(str(error)) from error
        return HttpResponse(status=200)
