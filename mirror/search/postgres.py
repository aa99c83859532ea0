"""Asking PostgreSQL's search index (`mirror.beside.postgres`)."""

# ruff: noqa: S608 (the names in these statements are of our own models)

import json
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from mirror.beside.postgres import grams_of, scope_gram
from mirror.models import MirrorRow
from mirror.search.candidates import MANY, MOST_GRAMS, MOST_WORDS, Candidates
from mirror.search.wanted import Wanted


def candidates(model: type[MirrorRow], wanted: Wanted, scope: int | None) -> Candidates | None:
    """None where no word is of use to the index."""
    long_list = model.long_list
    if long_list is None or not (grams := [one for word in _upper(wanted) for one in _grams(word)]):
        return None
    if scope is not None:
        grams.append(_quoted(scope_gram(scope)))
    row = _Grams(*(F(name) for name in (long_list.scope, *long_list.searched)))
    found = Q(_Has(row, RawSQL("%s::tsquery", [" & ".join(grams)])))
    return Candidates(found | wanted.exact_of_any(), _are_many(model, wanted))


class _Grams(Func):
    """The indexed expression."""

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, tuple[()]]:
        scope, *texts = (compiler.compile(one)[0] for one in self.get_source_expressions())
        return grams_of(scope, texts), ()


class _Has(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def _upper(wanted: Wanted) -> list[str]:
    """The words as this database writes them in capitals, which is how they are compared."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT upper(word) FROM unnest(%s::text[]) AS word", [list(wanted.words[:MOST_WORDS])]
        )
        return [word for (word,) in cursor.fetchall()]


def _grams(word: str) -> list[str]:
    """The parts of a tsquery that find this word; none for a single letter: most rows have it."""
    if len(word) >= 3:
        # Side by side, and the last: each list of rows costs as much again.
        places = [*range(0, len(word) - 3, 3), len(word) - 3]
        grams = dict.fromkeys(word[at : at + 3] for at in places)
        return [_quoted(gram) for gram in list(grams)[:MOST_GRAMS]]
    if len(word) == 1 and word.isascii():
        return []
    return [f"{_quoted(word)}:*"]


def _quoted(gram: str) -> str:
    doubled = gram.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _are_many(model: type[MirrorRow], wanted: Wanted) -> bool:
    """By the planner's own statistics of the texts: asking costs a fraction of counting."""
    word = " OR ".join(f'"{name}" ILIKE %s' for name in wanted.texts)
    like = [
        f"%{word.replace('%', '').replace('_', '').replace(chr(92), '')}%"
        for word in wanted.words
        for _ in wanted.texts
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f'EXPLAIN (FORMAT JSON) SELECT 1 FROM "{model._meta.db_table}"'
            f" WHERE {' AND '.join([f'({word})'] * len(wanted.words))}",
            like,
        )
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return bool(plan[0]["Plan"]["Plan Rows"] > MANY)
