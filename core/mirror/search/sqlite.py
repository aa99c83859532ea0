"""Queries on SQLite's search index, which `core.mirror.triggers.sqlite` builds."""

# ruff: noqa: S608 (the names in these statements are of our own models)

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.mirror.models import MirrorRow
from core.mirror.search.terms import COMMON_FROM, MAX_GRAMS, MAX_WORDS, Candidates, SearchTerms
from core.mirror.triggers.sqlite import scope_letters

# A word of one or two characters is searched as each trigram that begins with it.
MAX_PREFIXED_TERMS = 200
LAST_CHARACTER = "\U0010ffff"


def candidates(model: type[MirrorRow], terms: SearchTerms, scope: int | None) -> Candidates | None:
    """The rows that the index finds; None when it can't narrow the search."""
    index = f"{model._meta.db_table}_search"
    words = terms.words[:MAX_WORDS]
    narrowing = [grams for word in words if (grams := _grams(index, word)) is not None]
    if not narrowing:
        return None
    letters = "" if scope is None else scope_letters(scope)
    match = " AND ".join([*narrowing, *([_quoted(letters)] if letters else [])])
    waits = " AND ".join(["text LIKE %s ESCAPE '\\'"] * (len(terms.words) + bool(letters)))
    like = [f"%{_escaped(part)}%" for part in (*terms.words, *([letters] if letters else []))]
    number = _Numbers(model)
    exact, exact_parameters = _exact(model, terms)
    sql = (
        f"SELECT {number.key('found.rowid')} FROM {index} AS found{number.join('found.rowid')}"
        f" WHERE {index} MATCH %s"
        f" UNION ALL SELECT {number.key('waits.n')} FROM {model._meta.db_table}_waiting AS waits"
        f"{number.join('waits.n')} WHERE {waits}{exact}"
    )
    keys = RawSQL(sql, [match, *like, *exact_parameters])  # noqa: S611
    return Candidates(Q(pk__in=keys), _are_many(index, match))


def _exact(model: type[MirrorRow], terms: SearchTerms) -> tuple[str, Sequence[Any]]:
    """` UNION ALL SELECT …` with the keys of rows that a word names by their ids; "" for none."""
    if not (exact := terms.exact_of_any()):
        return "", ()
    keys = model._default_manager.filter(exact).order_by().values("pk")
    sql, parameters = keys.query.sql_with_params()
    return f" UNION ALL {sql}", parameters


class _Numbers:
    """Turns a row number of the index into a key of the table."""

    def __init__(self, model: type[MirrorRow]) -> None:
        self._is_key = isinstance(model._meta.pk, models.IntegerField)
        self._table = f"{model._meta.db_table}_number"

    def key(self, number: str) -> str:
        return number if self._is_key else "numbers.id"

    def join(self, number: str) -> str:
        # SQLite reads the tables of a cross join in the order in which they are written.
        return (
            "" if self._is_key else f" CROSS JOIN {self._table} AS numbers ON numbers.n = {number}"
        )


def _are_many(index: str, match: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH %s LIMIT %s)",
            [match, COMMON_FROM + 1],
        )
        return int(cursor.fetchone()[0]) > COMMON_FROM


def _grams(index: str, word: str) -> str | None:
    """The part of a MATCH that finds this word; None when it would find too much."""
    if len(word) >= 3:
        grams = dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2))
        return " AND ".join(_quoted(gram) for gram in list(grams)[:MAX_GRAMS])
    prefixed: list[str] = []
    for prefix in {word, word.lower(), word.casefold()}:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT term FROM {index}_terms WHERE term >= %s AND term < %s LIMIT %s",
                [prefix, prefix + LAST_CHARACTER, MAX_PREFIXED_TERMS + 1],
            )
            prefixed += [term for (term,) in cursor.fetchall()]
    if len(prefixed) > MAX_PREFIXED_TERMS:
        return None
    # No term of the index begins so, but a waiting row may.
    return f"({' OR '.join(map(_quoted, prefixed or [word + LAST_CHARACTER]))})"


def _quoted(gram: str) -> str:
    doubled = gram.replace('"', '""')
    return f'"{doubled}"'


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
