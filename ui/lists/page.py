"""A list page, declared once: search, filters, sort, columns, paging and export."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Generic

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ui.htmx import vary, wants_fragment
from ui.ids import is_id
from ui.lists import keyset
from ui.lists.columns import Column, Filter, M
from ui.lists.export import csv_response
from ui.lists.found import Found, Search
from ui.lists.query import Query, chosen_columns, parse
from ui.lists.shown import Act, Empty, Listing

# How many rows there are with these choices of the filters.
Count = Callable[[Mapping[str, Sequence[str]]], int]


@dataclass(frozen=True, kw_only=True)
class ListPage(Generic[M]):
    """What a room declares of one of its lists. `order` names a column, `-` before it for down.

    `name` is the list's own: for ids in the page, the kept columns and the name of an export.
    """

    name: str
    one: str
    many: str
    columns: tuple[Column[M], ...]
    order: str
    empty: Empty
    filters: tuple[Filter[M], ...] = ()
    search: Search | None = None
    search_label: str = "Search"
    is_gone: Callable[[M], bool] = lambda row: False
    acts: tuple[Act, ...] = ()
    # Counting more than this costs more than the page itself: it is asked for after the page.
    count_limit: int = 5_000

    def respond(
        self,
        request: HttpRequest,
        rows: QuerySet[M],
        template: str,
        context: dict[str, Any] | None = None,
        *,
        acts: tuple[Act, ...] | None = None,
        is_live: bool = False,
        count: Count | None = None,
    ) -> HttpResponseBase:
        """The page, its changing part when htmx asks for that, or the file when an export is.

        `acts` are those this person may do. A live list asks for itself again every few seconds.
        `count` knows how many rows there are with these filters, where they need no counting.
        """
        query = parse(request.path, request.GET, self.columns, self.filters, self.order)
        columns = chosen_columns(request, self.name, self.columns, query.columns)
        found = self._matching(query, rows)
        if request.GET.get("format") == "csv":
            return csv_response(query.order().apply(found.one_by_one), columns, self.name)
        if request.GET.get("format") == "count":
            return HttpResponse(self.count_words(found.in_any_order.count()))
        listing = self._listing(query, found, columns, None if query.text else count)
        listing = replace(listing, acts=self.acts if acts is None else acts, is_live=is_live)
        if wants_fragment(request, listing.body_id):
            template = "ui/list_swap.html"
        return vary(render(request, template, {**(context or {}), "listing": listing}))

    def count_words(self, count: int) -> str:
        return f"{count:,} {self.one if count == 1 else self.many}"

    def picked(self, data: QueryDict, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows that a bulk act is for: those ticked, or all that match, asked anew."""
        query = parse("", data, self.columns, self.filters, self.order)
        matching = self._matching(query, rows).in_any_order
        if data.get("all") == "1":
            return matching
        return matching.filter(pk__in=self._keys(matching, data.getlist("pick")))

    @staticmethod
    def _keys(rows: QuerySet[M], values: list[str]) -> list[Any]:
        """Those of the submitted values that can be primary keys at all."""
        keys = []
        for value in values:
            with suppress(ValidationError):
                key = rows.model._meta.pk.to_python(value)
                if not isinstance(key, int) or is_id(str(key)):
                    keys.append(key)
        return keys

    def _matching(self, query: Query[M], rows: QuerySet[M]) -> Found[M]:
        for one in self.filters:
            rows = one.apply(rows, query.chosen.get(one.name, []))
        return self.search(rows, query.text) if query.text and self.search else Found(rows)

    def _listing(
        self,
        query: Query[M],
        found: Found[M],
        columns: list[Column[M]],
        known: Count | None,
    ) -> Listing[M]:
        try:
            window = keyset.read(found, query.order(), query.cursor, query.size)
        except (ValueError, OverflowError):
            query = replace(query, cursor=None, is_stale=True)
            window = keyset.read(found, query.order(), None, query.size)
        limit = None
        if query.cursor is None and window.following is None:
            count = len(window.rows)
        elif known is not None:
            count = known(query.chosen)
        elif found.is_common:
            # There are more than are shown here: how many, the page asks when it stands.
            limit, count = len(window.rows), len(window.rows) + 1
        else:
            limit = self.count_limit
            count = found.in_any_order[: limit + 1].count()
        return Listing(
            page=self, query=query, window=window, count=count, limit=limit, columns=columns
        )
