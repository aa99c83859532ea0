"""Asking SQLite's search index (`mirror.beside.sqlite`)."""

# ruff: noqa: S608 (the names in these statements are of our own models)

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from mirror.beside.sqlite import scope_letters
from mirror.models import MirrorRow
from mirror.search.candidates import MANY, MOST_GRAMS, MOST_WORDS, Candidates
from mirror.search.wanted import Wanted

# A word of one or two characters stands for each trigram that begins with it.
MOST_BEGINNINGS = 200
LAST = "\U0010ffff"


def candidates(model: type[MirrorRow], wanted: Wanted, scope: int | None) -> Candidates | None:
    """None where no word is of use to the index."""
    index = f"{model._meta.db_table}_search"
    words = wanted.words[:MOST_WORDS]
    narrowing = [grams for word in words if (grams := _grams(index, word)) is not None]
    if not narrowing:
        return None
    letters = "" if scope is None else scope_letters(scope)
    match = " AND ".join([*narrowing, *([_quoted(letters)] if letters else [])])
    waits = " AND ".join(["text LIKE %s ESCAPE '\\'"] * (len(wanted.words) + bool(letters)))
    like = [f"%{_escaped(part)}%" for part in (*wanted.words, *([letters] if letters else []))]
    number = _Numbers(model)
    exact, exact_parameters = _exact(model, wanted)
    sql = (
        f"SELECT {number.key('found.rowid')} FROM {index} AS found{number.join('found.rowid')}"
        f" WHERE {index} MATCH %s"
        f" UNION ALL SELECT {number.key('waits.n')} FROM {model._meta.db_table}_waiting AS waits"
        f"{number.join('waits.n')} WHERE {waits}{exact}"
    )
    keys = RawSQL(sql, [match, *like, *exact_parameters])  # noqa: S611
    return Candidates(Q(pk__in=keys), _are_many(index, match))


def _exact(model: type[MirrorRow], wanted: Wanted) -> tuple[str, Sequence[Any]]:
    """` UNION ALL SELECT …` with the keys of rows that a word names by their ids; "" for none."""
    if not (named := wanted.exact_of_any()):
        return "", ()
    keys = model._default_manager.filter(named).order_by().values("pk")
    sql, parameters = keys.query.sql_with_params()
    return f" UNION ALL {sql}", parameters


class _Numbers:
    """How a number of the index becomes a key of the table."""

    def __init__(self, model: type[MirrorRow]) -> None:
        self._is_key = isinstance(model._meta.pk, models.IntegerField)
        self._table = f"{model._meta.db_table}_number"

    def key(self, number: str) -> str:
        return number if self._is_key else "numbers.id"

    def join(self, number: str) -> str:
        # The order of a cross join is the one in which SQLite reads.
        return (
            "" if self._is_key else f" CROSS JOIN {self._table} AS numbers ON numbers.n = {number}"
        )


def _are_many(index: str, match: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH %s LIMIT %s)",
            [match, MANY + 1],
        )
        return int(cursor.fetchone()[0]) > MANY


def _grams(index: str, word: str) -> str | None:
    """The part of a MATCH that finds this word; None when it would find too much."""
    if len(word) >= 3:
        grams = dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2))
        return " AND ".join(_quoted(gram) for gram in list(grams)[:MOST_GRAMS])
    beginnings: list[str] = []
    for begin in {word, word.lower(), word.casefold()}:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT term FROM {index}_terms WHERE term >= %s AND term < %s LIMIT %s",
                [begin, begin + LAST, MOST_BEGINNINGS + 1],
            )
            beginnings += [term for (term,) in cursor.fetchall()]
    if len(beginnings) > MOST_BEGINNINGS:
        return None
    # Nothing in the index begins so: what still waits may.
    return f"({' OR '.join(map(_quoted, beginnings or [word + LAST]))})"


def _quoted(gram: str) -> str:
    doubled = gram.replace('"', '""')
    return f'"{doubled}"'


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
