"""The base of every view that changes something: it honours the header `Idempotency-Key`."""

import logging
import re
import time
from collections.abc import Collection
from typing import Any, ClassVar, NoReturn, cast

from django.db import DatabaseError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, ParseError, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.accounts.models import ServiceToken
from core.accounts.permissions import scopes_of
from core.accounts.scopes import TokenScope
from core.clients.errors import (
    NotConnectedError,
    RemoteRefusedError,
    ThrottledError,
    TokenRejectedError,
)
from core.idempotency import keys
from core.idempotency.keys import AnswerLostError, Renewal
from core.idempotency.models import IdempotencyKey

HEADER = "Idempotency-Key"
# How long a repeated request waits for the answer of the first one.
WAIT_SECONDS = 10.0
POLL_SECONDS = 0.1
RETRY_AFTER_SECONDS = 2
# A text in quotes, as the draft has it, or without them.
_FORM = re.compile(r'(?P<quote>"?)(?P<key>[\x21\x23-\x7e]{1,255})(?P=quote)')

log = logging.getLogger(__name__)


class NotTriedError(APIException):
    """The portal refused before anything was done, and may do it another time."""


class KeyReusedError(APIException):
    status_code = 422
    default_detail = f"This {HEADER} was sent with another request: each request needs its own."


class StillUnderWayError(APIException):
    status_code = 409
    default_detail = "The first request with this key is still under way."
    wait = RETRY_AFTER_SECONDS


class OutcomeUnknownError(APIException):
    status_code = 409
    default_detail = (
        "Outcome unknown: the first request with this key ended without an answer, and may have"
        " taken effect. Look at what is there; another key sends the request again."
    )


class AnsweredError(Exception):
    """The request has its answer already: nothing is done."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


class IdempotentViewSet(ViewSet):
    """A view set whose unsafe methods may be sent with an idempotency key.

    `repeatable_actions` are those that may be done again after a process died in the middle: what
    they do is in the database as a whole or not at all.
    """

    repeatable_actions: ClassVar[Collection[str]] = ()

    idempotency_key: IdempotencyKey | None = None
    _renewal: Renewal | None = None
    _is_unknown = False
    _raised: Exception | None = None

    def outcome_under_way(self, key: IdempotencyKey) -> HttpResponse | None:
        """The answer to what an earlier request of this key began; None where nothing is known."""
        return None

    def recall(self, key: IdempotencyKey) -> HttpResponse:
        """The answer that an earlier request of this key would have got: its process has died.

        Nothing is done again. Raises OutcomeUnknownError, and RemoteError where looking fails.
        """
        raise OutcomeUnknownError

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = keys.current.set(None)
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            keys.current.reset(before)
            if self._renewal:
                self._renewal.stop()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        text = request.headers.get(HEADER)
        # A method without an action is answered with 405, whatever its key.
        if text is not None and self.action and request.method not in SAFE_METHODS:
            self._begin(request, text)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, AnsweredError):
            return exc.response
        self._raised = exc
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self.idempotency_key is None:
            return final
        if isinstance(final, Response):
            final.render()
        try:
            return self._settle(self.idempotency_key, final)
        except (DatabaseError, AnswerLostError) as error:
            log.warning("the answer of an idempotency key is not kept: %s", error)
            return final

    def _begin(self, request: Request, text: str) -> None:
        form = _FORM.fullmatch(text.strip())
        if form is None:
            raise ParseError(f"The {HEADER} must be 1 to 255 visible characters of ASCII.")
        token = cast(ServiceToken, request.auth)
        try:
            fingerprint = keys.fingerprint_of(request)
        except RecursionError as error:
            raise ParseError("The body is nested too deep.") from error
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            key, is_held, is_new = keys.claim(
                token=token, text=form["key"], fingerprint=fingerprint
            )
            if key.fingerprint != fingerprint:
                raise KeyReusedError
            if key.status is not None:
                self._answer_again(key)
            if is_held:
                break
            self._follow(key)
            self.idempotency_key = None
            if time.monotonic() > deadline:
                raise StillUnderWayError
            time.sleep(POLL_SECONDS)
        self.idempotency_key = key
        self._renewal = Renewal(key)
        keys.current.set(key)
        if not is_new:
            self._follow(key)
            if self.action not in self.repeatable_actions:
                self._is_unknown = True
                answer = self.recall(key)
                self._is_unknown = False
                raise AnsweredError(answer)

    def _follow(self, key: IdempotencyKey) -> None:
        """Raises AnsweredError with the outcome of what an earlier request began, if it did."""
        # So that its answer is kept, an error's too.
        self.idempotency_key = key
        answer = self.outcome_under_way(key)
        if answer is not None:
            raise AnsweredError(answer)

    def _answer_again(self, key: IdempotencyKey) -> NoReturn:
        if key.shows_secrets and not self._may_see_secrets:
            raise PermissionDenied(f"This token lacks the scope {TokenScope.SECRETS} by now.")
        try:
            raise AnsweredError(keys.answer_of(key))
        except AnswerLostError as error:
            raise OutcomeUnknownError from error

    def _settle(self, key: IdempotencyKey, response: HttpResponse) -> HttpResponse:
        """Keep the answer, or say that there is none."""
        raised = self._raised
        if self._is_unknown:
            keys.give_back(key)
        elif isinstance(
            raised, NotTriedError | ThrottledError | NotConnectedError | TokenRejectedError
        ):
            keys.forget(key)
        elif response.status_code < 500 or isinstance(raised, RemoteRefusedError):
            return keys.keep_answer(key, response, shows_secrets=self._may_see_secrets)
        else:
            keys.give_back(key)
        return response

    @property
    def _may_see_secrets(self) -> bool:
        return TokenScope.SECRETS in scopes_of(self.request)
