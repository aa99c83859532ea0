"""Queries on PostgreSQL's search index, which `core.mirror.triggers.postgres` builds."""

# ruff: noqa: S608 (the names in these statements are of our own models)

import json
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from core.mirror.models import MirrorRow
from core.mirror.search.terms import COMMON_FROM, MAX_GRAMS, MAX_WORDS, Candidates, SearchTerms
from core.mirror.triggers.postgres import grams_of, scope_gram


def candidates(model: type[MirrorRow], terms: SearchTerms, scope: int | None) -> Candidates | None:
    """The rows that the index finds; None when it can't narrow the search."""
    long_list = model.long_list
    if long_list is None or not (
        grams := [gram for word in _upper(terms) for gram in _grams(word)]
    ):
        return None
    if scope is not None:
        grams.append(_quoted(scope_gram(scope)))
    row = _Grams(*(F(name) for name in (long_list.scope, *long_list.searched)))
    has_grams = Q(_Has(row, RawSQL("%s::tsquery", [" & ".join(grams)])))
    return Candidates(has_grams | terms.exact_of_any(), _are_many(model, terms))


class _Grams(Func):
    """The indexed expression."""

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, tuple[()]]:
        scope, *texts = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return grams_of(scope, texts), ()


class _Has(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def _upper(terms: SearchTerms) -> list[str]:
    """The words in upper case as this database makes it, which the index is built from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT upper(word) FROM unnest(%s::text[]) AS word", [list(terms.words[:MAX_WORDS])]
        )
        return [word for (word,) in cursor.fetchall()]


def _grams(word: str) -> list[str]:
    """The parts of a tsquery that find this word; none for a letter, which most rows have."""
    if len(word) >= 3:
        # Without overlap but for the last: each gram costs the reading of another list of rows.
        starts = [*range(0, len(word) - 3, 3), len(word) - 3]
        grams = dict.fromkeys(word[at : at + 3] for at in starts)
        return [_quoted(gram) for gram in list(grams)[:MAX_GRAMS]]
    if len(word) == 1 and word.isascii():
        return []
    return [f"{_quoted(word)}:*"]


def _quoted(gram: str) -> str:
    doubled = gram.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _are_many(model: type[MirrorRow], terms: SearchTerms) -> bool:
    """By the planner's estimate, which costs a fraction of counting."""
    word_condition = " OR ".join(f'"{name}" ILIKE %s' for name in terms.texts)
    like = [
        f"%{word.replace('%', '').replace('_', '').replace(chr(92), '')}%"
        for word in terms.words
        for _ in terms.texts
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f'EXPLAIN (FORMAT JSON) SELECT 1 FROM "{model._meta.db_table}"'
            f" WHERE {' AND '.join([f'({word_condition})'] * len(terms.words))}",
            like,
        )
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return bool(plan[0]["Plan"]["Plan Rows"] > COMMON_FROM)
