"""From the words of a search to the queries that find the rows."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.mirror.models import MirrorRow
from core.mirror.search import postgres, sqlite
from core.mirror.search.terms import SearchTerms
from core.mirror.triggers import has_search
from core.ui.lists.search_result import Search, SearchResult


def indexed_search(*texts: str, ids: Sequence[str] = (), hex_ids: Sequence[str] = ()) -> Search:
    """A search for rows that have each word in one of `texts`; see `SearchTerms` for the others.

    Where these are columns of a long list, and the rows are one parent's or the whole table, its
    search index is used.
    """

    def search(rows: QuerySet[Any], text: str) -> SearchResult[Any]:
        return search_rows(
            rows, SearchTerms(tuple(dict.fromkeys(text.split())), texts, ids, hex_ids)
        )

    return search


def search_rows(rows: QuerySet[Any], terms: SearchTerms) -> SearchResult[Any]:
    """Those of `rows` that match the terms."""
    matches = terms.condition()
    matching = rows.filter(matches)
    model: type[MirrorRow] = rows.model
    if not has_search(model):
        return SearchResult(matching)
    index = sqlite if connection.vendor == "sqlite" else postgres
    candidates = index.candidates(model, terms, getattr(rows, "scope_key", None))
    if candidates is None:
        return SearchResult(matching)
    by_index = matching.filter(candidates.condition)
    return SearchResult(matching, by_index, candidates.are_many, rows, matches)
