"""From the words of a search to the queries that find them."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from mirror.beside import has_search
from mirror.models import MirrorRow
from mirror.search import postgres, sqlite
from mirror.search.wanted import Wanted
from ui.lists.found import Found, Search


def find_in(*texts: str, ids: Sequence[str] = (), hex_ids: Sequence[str] = ()) -> Search:
    """Search that wants each word in one of `texts`; see `Wanted` for the others.

    Where these are columns of a long list, and the rows are one parent's or the whole table, its
    search index is used.
    """

    def search(rows: QuerySet[Any], text: str) -> Found[Any]:
        return find(rows, Wanted(tuple(dict.fromkeys(text.split())), texts, ids, hex_ids))

    return search


def find(rows: QuerySet[Any], wanted: Wanted) -> Found[Any]:
    """Those of `rows` that have what is wanted."""
    fits = wanted.condition()
    found = rows.filter(fits)
    model: type[MirrorRow] = rows.model
    if not has_search(model):
        return Found(found)
    index = sqlite if connection.vendor == "sqlite" else postgres
    candidates = index.candidates(model, wanted, getattr(rows, "scope_key", None))
    if candidates is None:
        return Found(found)
    return Found(found, found.filter(candidates.condition), candidates.are_many, rows, fits)
