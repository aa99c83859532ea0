"""Pages and objects out of the mirror, in the Console API's format."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar

import orjson
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from accounts.audit import Actor, actor_of
from accounts.permissions import scopes_of
from accounts.scopes import Scope
from mirror.api.pages import Pages
from mirror.api.remembered import keep, recall
from mirror.fetch import fetch_one
from mirror.models import MirrorRow
from mirror.remote import OtherAccount, ReadOnly
from mirror.resources import WHOLE_ACCOUNT, Resource
from mirror.resources import Scope as ListScope
from mirror.search import Wanted, find
from mirror.secrets import SecretsLost, restored
from ui.ids import is_id
from ui.lists import Found
from ui.wire import replies
from ui.wire.paging import MOST_PER_PAGE, page_asked
from ui.wire.replies import Texts

R = TypeVar("R", bound=MirrorRow)
S = TypeVar("S", bound="Serializer[Any]")

# A client that keeps asking for what isn't there may not use up the account's rate limit.
ABSENT_SECONDS = 10


class AnyAccept(BaseContentNegotiation):
    """The Console API answers JSON whatever the client says it accepts."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        content_type = request.content_type or ""
        media = content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class RemoteClosed(APIException):
    """The portal itself may not change the remote as things stand."""

    status_code = 409


class SecretsClosed(APIException):
    """The portal has lost the key of what it stored."""


class GatewayViewSet(ViewSet):
    """Speaks the Console API's format, and refuses whatever `scopes` doesn't declare."""

    wire = True
    content_negotiation_class = AnyAccept
    scopes: ClassVar[Mapping[str, Scope]] = {}
    # Of a list, whatever is asked for.
    most_per_page = MOST_PER_PAGE

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, OtherAccount | ReadOnly):
            exc = RemoteClosed(str(exc))
        elif isinstance(exc, SecretsLost):
            exc = SecretsClosed(str(exc))
        return super().handle_exception(exc)

    def given(self, shape: type[S]) -> dict[str, Any]:
        """The request's fields, checked for their types. Raises ParseError and ValidationError."""
        try:
            form = shape(data=self.request.data)
        except RecursionError as error:
            raise ParseError("The body is nested too deep.") from error
        form.is_valid(raise_exception=True)
        values: dict[str, Any] = form.validated_data
        return values

    @property
    def actor(self) -> Actor:
        """Whoever sent this request."""
        return actor_of(self.request)

    def page(
        self, rows: QuerySet[Any], *, words: Wanted | None = None, total: int | None = None
    ) -> HttpResponse:
        """The page of `rows` that the request asks for; those with `words` where any are given.

        They must be ordered by one field and then by their key. `total` is how many there are,
        where that needs no counting.
        """
        asked = page_asked(self.request.GET, self.most_per_page)
        found = find(rows, words) if words else Found(rows)
        page = Pages(found, asked).read(total)
        return replies.page_of(self.request._request, asked, self.payloads(page.rows), page.total)

    def payloads(self, rows: Iterable[MirrorRow]) -> Texts:
        """Each row's JSON; with the scope `secrets`, its secrets in clear."""
        if Scope.SECRETS in scopes_of(self.request):
            return [orjson.dumps(restored(row.payload, row.secrets)) for row in rows]
        return [row.payload for row in rows]

    def known_or_fetched(
        self,
        rows: QuerySet[R],
        resource: Resource[Any],
        key: object,
        scope: ListScope = WHOLE_ACCOUNT,
    ) -> R:
        """The one of `rows` with this key. A key that the mirror never saw is asked of the remote.

        Raises Http404 and RemoteError.
        """
        # Whatever list it is looked for in: a row of another one is not the remote's to answer for.
        unseen = not resource.model._default_manager.filter(pk=key).exists()
        what = ("absent", resource.name, scope.id, key)
        if unseen and recall(*what) is None and fetch_one(resource, scope, key) is None:
            keep(b"1", *what, seconds=ABSENT_SECONDS)
        return rows.filter(pk=key).first() or not_found()

    def payload(self, row: MirrorRow) -> str | bytes:
        return self.payloads([row])[0]


def number_or_404(text: str) -> int:
    """An id of the Console API. Whatever else stands there names nothing."""
    return int(text) if is_id(text) else not_found()


def not_found() -> NoReturn:
    raise Http404
