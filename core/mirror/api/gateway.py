"""Pages and objects out of the mirror, in the Console API's format."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NoReturn, TypeVar, cast

import orjson
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from core.accounts.audit import Actor, actor_of, record
from core.accounts.permissions import scopes_of
from core.accounts.scopes import TokenScope
from core.gateway import responses
from core.gateway.kept_answers import etag_of, is_kept, not_modified, tagged, tagged_by_body
from core.gateway.pagination import MAX_PER_PAGE, RequestedPage, parse_page
from core.gateway.responses import JsonTexts
from core.gateway.streaming import streamed_page
from core.idempotency.models import IdempotencyKey
from core.idempotency.views import IdempotentViewSet, NotTriedError, OutcomeUnknownError
from core.mirror.api.cache import get_cached, set_cached
from core.mirror.api.listing import ListedRow, Listing
from core.mirror.api.pages import GatewayPages, ListingPages
from core.mirror.api.parents import changes_of_list
from core.mirror.freshness import list_read_at
from core.mirror.lost_creates import find_created
from core.mirror.models import MirrorRow
from core.mirror.read_through import fetch_one
from core.mirror.remote import OtherAccountError, ReadOnlyError
from core.mirror.resources import WHOLE_ACCOUNT, Resource
from core.mirror.resources import Scope as ListScope
from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms
from core.mirror.secrets import SecretsLostError, restored
from core.ui.ids import is_id
from core.ui.lists import SearchResult

R = TypeVar("R", bound=MirrorRow)
S = TypeVar("S", bound="Serializer[Any]")

# So that a client that keeps requesting an unknown object can't use up the account's rate limit.
ABSENCE_CACHED_SECONDS = 10


class AnyAccept(BaseContentNegotiation):
    """The Console API answers with JSON whatever the client accepts."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        content_type = request.content_type or ""
        media = content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class RemoteClosedError(NotTriedError):
    """The portal is read only, or set to another account."""

    status_code = 409


class ListNotReadError(APIException):
    """No pass has read the list yet: what the mirror has of it may not be all."""

    status_code = 503
    wait = 5.0

    def __init__(self, resource: Resource[Any]) -> None:
        super().__init__(f"The list of {resource.label} has not been read yet.")


class SecretsUnreadableError(APIException):
    """The portal no longer has the key of its stored secrets."""


class GatewayViewSet(IdempotentViewSet):
    """Speaks the Console API's format, and refuses methods that `scopes` doesn't declare."""

    wire = True
    content_negotiation_class = AnyAccept
    scopes: ClassVar[Mapping[str, TokenScope]] = {}
    # What `create` makes; None where it makes no mirrored object at once.
    creates: ClassVar[Resource[Any] | None] = None
    # Longer pages are streamed, this many rows at a time.
    rows_in_memory = MAX_PER_PAGE
    rows_in_piece = 200

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, OtherAccountError | ReadOnlyError):
            exc = RemoteClosedError(str(exc))
        elif isinstance(exc, SecretsLostError):
            exc = SecretsUnreadableError(str(exc))
        return super().handle_exception(exc)

    def recall(self, key: IdempotencyKey) -> HttpResponse:
        """Of a create, the object that it made. Raises OutcomeUnknownError and RemoteError."""
        fields = self.request.data
        if self.action != "create" or self.creates is None or not isinstance(fields, Mapping):
            raise OutcomeUnknownError
        row = find_created(self.creates, fields, key)
        if row is None:
            raise OutcomeUnknownError
        self.recalled(row)
        return responses.object_response(self.payload(row), status=201)

    def recalled(self, row: Any) -> None:
        """Do what is left of a create whose process died: for subclasses."""

    def validated(
        self, serializer_class: type[S], *, of: MirrorRow | None = None
    ) -> dict[str, Any]:
        """The request's fields, checked for their types. Raises ParseError and ValidationError.

        A field that the serializer doesn't have would go no further, so it is refused; but clients
        send back whole objects, and what says the same as `of` changes nothing.
        """
        data = self.request.data
        serializer = serializer_class(data=data)
        serializer.is_valid(raise_exception=True)
        unknown = set(data) - set(serializer.fields)
        same: dict[str, Any] = {}
        if of is not None and unknown:
            # As this token was shown the object.
            same = restored(of.payload, of.secrets if self._shows_secrets else "")
        refused = sorted(name for name in unknown if name not in same or same[name] != data[name])
        if refused:
            message = "This field can't be changed." if of else "There is no such field."
            raise ValidationError({name: [message] for name in refused})
        values: dict[str, Any] = serializer.validated_data
        return values

    @property
    def actor(self) -> Actor:
        """The person or service that sent this request."""
        return actor_of(self.request)

    def page(
        self,
        rows: QuerySet[Any],
        *,
        changes: int,
        terms: SearchTerms | None = None,
        total: int | None = None,
    ) -> HttpResponseBase:
        """The requested page of `rows`; of those that match `terms`, where any are given.

        They must be ordered by one field and then by their key, and of a list that was read.
        `changes` is a number that was read before and is another one whenever anything else would
        be shown; a client that has the page of this number gets 304, and no row is read. `total`
        is how many rows there are, where that is known without counting.
        A page of more than `rows_in_memory` rows is streamed, as long as it is: clients ask for
        10,000,000 rows and never for a second page.
        """
        requested = parse_page(self.request.GET, max_per_page=None)
        result = search_rows(rows, terms) if terms else SearchResult(rows)
        return self._respond(GatewayPages(result, requested), requested, total, changes)

    def listing_page(self, listing: Listing, *, total: int, changes: int) -> HttpResponseBase:
        """The requested page of a list of `total` rows that is never searched: as `page`."""
        if self._shows_secrets:
            return self.page(listing.rows, total=total, changes=changes)
        requested = parse_page(self.request.GET, max_per_page=None)
        return self._respond(ListingPages(listing, requested), requested, total, changes)

    def single(self, response: HttpResponse) -> HttpResponseBase:
        """A single object's answer; 304 where the client has it."""
        # What shows secrets is stored nowhere, and each showing is audited.
        if self._shows_secrets:
            return response
        return tagged_by_body(self.request._request, response)

    def _respond(
        self, pages: GatewayPages, requested: RequestedPage, total: int | None, changes: int
    ) -> HttpResponseBase:
        if self._shows_secrets:
            return self._rows_of(pages, requested, total)
        request = self.request._request
        etag = etag_of(request.build_absolute_uri(), changes, pages.place)
        if is_kept(request, etag):
            return not_modified(etag)
        return tagged(self._rows_of(pages, requested, total), etag)

    def _rows_of(
        self, pages: GatewayPages, requested: RequestedPage, total: int | None
    ) -> HttpResponseBase:
        total = pages.total() if total is None else total
        if min(requested.per_page, total - requested.offset) > self.rows_in_memory:
            return self._streamed(pages, requested, total)
        payloads = self.payloads(pages.read(total))
        return responses.page_response(self.request._request, requested, payloads, total)

    def _streamed(
        self, pages: GatewayPages, requested: RequestedPage, total: int
    ) -> HttpResponseBase:
        def envelope(count: int) -> bytes:
            # A page that goes on to the end of the list tells how many it met there.
            is_last = requested.offset + requested.per_page >= total
            met = requested.offset + count if is_last else total
            return responses.page_envelope(self.request._request, requested, count=count, total=met)

        pieces = map(self.payloads, pages.pieces(total, self.rows_in_piece))
        return streamed_page(pieces, envelope)

    def payloads(self, rows: Iterable[MirrorRow | ListedRow]) -> JsonTexts:
        """Each row's JSON; with the scope `secrets`, its secrets too, which is audited."""
        if not self._shows_secrets:
            return [row.payload for row in rows]
        shown = cast("list[MirrorRow]", list(rows))
        payloads = [orjson.dumps(restored(row.payload, row.secrets)) for row in shown]
        with_secrets = [row for row in shown if row.secrets]
        if with_secrets:
            kind = with_secrets[0]._meta.verbose_name
            keys = ", ".join(str(row.pk) for row in with_secrets)
            record(actor=self.actor, act="read secrets", target=f"{kind} {keys}")
        return payloads

    @property
    def _shows_secrets(self) -> bool:
        return TokenScope.SECRETS in scopes_of(self.request)

    def get_or_fetch(
        self,
        rows: QuerySet[R],
        resource: Resource[Any],
        key: object,
        scope: ListScope = WHOLE_ACCOUNT,
    ) -> R:
        """The row of `rows` with this key. An object that the mirror never had is fetched.

        Raises Http404 and RemoteError.
        """
        if (row := rows.filter(pk=key).first()) is not None:
            return row
        # In any list: a row of another list needs no request.
        is_unknown = not resource.rows.filter(pk=key).exists()
        absent = ("absent", resource.name, scope.id, key)
        if is_unknown and get_cached(*absent) is None and fetch_one(resource, scope, key) is None:
            set_cached(b"1", *absent, seconds=ABSENCE_CACHED_SECONDS)
        return rows.filter(pk=key).first() or not_found()

    def payload(self, row: MirrorRow) -> str | bytes:
        return self.payloads([row])[0]


def number_or_404(text: str) -> int:
    """An id of the Console API. Raises Http404 for any other text."""
    return int(text) if is_id(text) else not_found()


def not_found() -> NoReturn:
    raise Http404


def not_mirrored(resource: Resource[Any]) -> NoReturn:
    """Nothing of this list has the wanted key. Raises Http404, or ListNotReadError."""
    check_list_read(resource)
    raise Http404


def changes_if_read(resource: Resource[Any]) -> int:
    """The `changes` of the account's one list. Raises ListNotReadError."""
    changes = changes_of_list(resource)
    if changes is None:
        raise ListNotReadError(resource)
    return changes


def check_list_read(resource: Resource[Any], parent: object = "") -> None:
    """Raises ListNotReadError when the list was never read whole."""
    if list_read_at(resource.name, str(parent)) is None:
        raise ListNotReadError(resource)
