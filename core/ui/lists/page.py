"""A list page: search, filters, sorting, columns, paging, bulk selection and export."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.ui.htmx import vary_on_htmx, wants_fragment
from core.ui.ids import is_id
from core.ui.lists import keyset
from core.ui.lists.columns import Column, M
from core.ui.lists.declaration import EmptyState, ListAction, ListDeclaration
from core.ui.lists.export import csv_response
from core.ui.lists.presenters import ListPresenter
from core.ui.lists.query import ListQuery, parse_query, visible_columns
from core.ui.lists.search_result import SearchResult

# With any other filter a list is counted row by row.
COUNTED_FILTERS = frozenset({"state"})
# The number of rows for the chosen values of each filter.
Count = Callable[[Mapping[str, Sequence[str]]], int]


@dataclass(frozen=True, kw_only=True)
class ListPage(ListDeclaration[M]):
    """A declared list that answers requests."""

    def respond(
        self,
        request: HttpRequest,
        rows: QuerySet[M],
        template: str,
        context: dict[str, Any] | None = None,
        *,
        actions: tuple[ListAction, ...] | None = None,
        is_live: bool = False,
        count: Count | None = None,
        unread: EmptyState | None = None,
    ) -> HttpResponseBase:
        """The page; for htmx only its body; the file when an export is requested.

        `actions` are those this person may take. A live list reloads itself every few seconds.
        `count` gives the number of rows for a choice of states without counting them. `unread` is
        shown of a list that may have rows which aren't known yet, while none is.
        """
        query = self.query(request.GET, request.path)
        columns = visible_columns(request, self.name, self.columns, query.columns)
        result = self._search(query, rows)
        if request.GET.get("format") == "csv":
            return csv_response(query.order().apply(result.in_list_order), columns, self.name)
        if request.GET.get("format") == "count":
            return HttpResponse(self.count_words(result.unordered.count()))
        is_counted = not query.text and COUNTED_FILTERS.issuperset(query.chosen)
        listing = self._presenter(query, result, columns, count if is_counted else None)
        listing = replace(
            listing,
            actions=self.actions if actions is None else actions,
            is_live=is_live,
            unread=unread,
        )
        if wants_fragment(request, listing.body_id):
            template = "ui/list_swap.html"
        return vary_on_htmx(render(request, template, {**(context or {}), "listing": listing}))

    def selected(self, data: QueryDict, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows of a bulk action: those ticked, or all that match, queried again."""
        matching = self.matching(data, rows)
        if data.get("all") == "1":
            return matching
        return matching.filter(pk__in=self._keys(matching, data.getlist("pick")))

    def query(self, data: QueryDict, path: str = "") -> ListQuery[M]:
        return parse_query(path, data, self.columns, self.filters, self.order, self.typed_filters)

    def matching(self, data: QueryDict, rows: QuerySet[M]) -> QuerySet[M]:
        """All rows that fit the search and the filters, in any order."""
        return self._search(self.query(data), rows).unordered

    @staticmethod
    def _keys(rows: QuerySet[M], values: list[str]) -> list[Any]:
        """The submitted values that can be primary keys."""
        keys = []
        for value in values:
            with suppress(ValidationError):
                key = rows.model._meta.pk.to_python(value)
                if not isinstance(key, int) or is_id(str(key)):
                    keys.append(key)
        return keys

    def _search(self, query: ListQuery[M], rows: QuerySet[M]) -> SearchResult[M]:
        for list_filter in self.filters:
            rows = list_filter.apply(rows, query.chosen.get(list_filter.name, []))
        for typed in self.typed_filters:
            for value in query.chosen.get(typed.name, []):
                rows = typed.apply(rows, value)
        return self.search(rows, query.text) if query.text and self.search else SearchResult(rows)

    def _presenter(
        self,
        query: ListQuery[M],
        result: SearchResult[M],
        columns: list[Column[M]],
        count_rows: Count | None,
    ) -> ListPresenter[M]:
        try:
            window = keyset.read_page(result, query.order(), query.cursor, query.size)
        except (ValueError, OverflowError):
            query = replace(query, cursor=None, is_stale=True)
            window = keyset.read_page(result, query.order(), None, query.size)
        limit = None
        if query.cursor is None and window.following is None:
            count = len(window.rows)
        elif count_rows is not None:
            count = count_rows(query.chosen)
        elif result.is_common:
            # More rows than this page: the browser requests the count after the page is shown.
            limit, count = len(window.rows), len(window.rows) + 1
        else:
            limit = self.count_limit
            count = result.unordered[: limit + 1].count()
        return ListPresenter(
            page=self, query=query, window=window, count=count, limit=limit, columns=columns
        )
