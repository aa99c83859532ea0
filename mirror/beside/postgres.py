"""Tally and search index in PostgreSQL.

The search index is a GIN over the trigrams of a row, made by a function of our own: `pg_trgm` needs
an extension, finds no terms of two characters, and none in Chinese where the database's locale
is C. The tally is appended to, so that no writer waits for another, and summed up now and then.
"""

# ruff: noqa: S608 (the names in these statements are of our own models)

import hashlib
from collections.abc import Sequence

from django.db import connection, models

from mirror.beside.part import Part
from mirror.models.row import LongList

# A writer sums the tally up about once in so many statements.
SUM_UP_EVERY = 50
GRAMS = "acr_grams"

# The cost keeps the planner from calling it for rows that it walks: it is for the index alone.
# Not parallel: to start workers takes longer than to find what is rare.
_GRAMS = f"""
CREATE OR REPLACE FUNCTION {GRAMS}(scope bigint, found_by text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 10000 AS $$
DECLARE
    text text := upper(found_by);
    grams text[] := ARRAY[chr(30) || scope];
BEGIN
    FOR place IN 1..length(text) LOOP
        grams := grams || substr(text, place, 3);
    END LOOP;
    RETURN array_to_tsvector(grams);
END $$
"""


def scope_gram(scope: object) -> str:
    """The gram that every row of a parent has."""
    return f"\x1e{scope}"


def grams_of(scope: str, texts: Sequence[str]) -> str:
    """The indexed expression over these columns, as queries must spell it too."""
    return f"{GRAMS}({scope}, {' || chr(31) || '.join(texts)})"


def search(model: type[models.Model], long_list: LongList) -> Part:
    table = model._meta.db_table
    index = f"{table}_search"
    grams = grams_of(f'"{long_list.scope}"', [f'"{name}"' for name in long_list.searched])
    make = (_GRAMS, f"CREATE INDEX {index} ON {table} USING gin ({grams})")
    return Part(
        "the search index",
        (*make, f"COMMENT ON INDEX {index} IS '{_print_of(make)}'"),
        (),
        (f"DROP INDEX IF EXISTS {index}",),
        lambda: _is_as_made(index, make),
    )


def tally(model: type[models.Model], long_list: LongList) -> Part:
    table = model._meta.db_table
    tally = f"{table}_tally"
    texts = "".join(f', "{name}"' for name in long_list.searched)
    kept = f'"{long_list.scope}" AS scope, state, gone_at IS NOT NULL AS is_gone'
    # Rows of which nothing counted or searched has moved cancel each other out.
    moved = (
        "SELECT scope, state, is_gone, sum(by), count(*) FROM ("
        f"(SELECT id, {kept}{texts}, 1 AS by FROM added"
        f" EXCEPT SELECT id, {kept}{texts}, 1 FROM removed) UNION ALL"
        f" (SELECT id, {kept}{texts}, -1 FROM removed"
        f" EXCEPT SELECT id, {kept}{texts}, -1 FROM added)) AS moved GROUP BY 1, 2, 3"
    )
    counts = f"SELECT {kept}, {{by}} * count(*), count(*) FROM {{rows}} GROUP BY 1, 2, 3"
    selects = {
        "insert": counts.format(by=1, rows="added"),
        "update": moved,
        "delete": counts.format(by=-1, rows="removed"),
    }
    seen = {
        "insert": "NEW TABLE AS added",
        "update": "NEW TABLE AS added OLD TABLE AS removed",
        "delete": "OLD TABLE AS removed",
    }
    make = [
        f"CREATE TABLE {tally} (scope bigint, state integer, is_gone boolean, n bigint,"
        " changes bigint)",
        f"CREATE INDEX {tally}_scope ON {tally} (scope)",
    ]
    for act, select in selects.items():
        make += [
            _tally_function(tally, act, select),
            f"CREATE TRIGGER {tally}_{act} AFTER {act.upper()} ON {table}"
            f" REFERENCING {seen[act]} FOR EACH STATEMENT EXECUTE FUNCTION {tally}_{act}()",
        ]
    fill = f"INSERT INTO {tally} {counts.format(by=1, rows=table)}"
    drop = [f"DROP FUNCTION IF EXISTS {tally}_{act}() CASCADE" for act in selects]
    return Part(
        "the tally",
        (*make, f"COMMENT ON TABLE {tally} IS '{_print_of(make)}'"),
        (fill,),
        (*drop, f"DROP TABLE IF EXISTS {tally}"),
        lambda: _is_as_made(tally, make, [f"{tally}_{act}" for act in selects]),
    )


def _tally_function(tally: str, act: str, select: str) -> str:
    return f"""
CREATE FUNCTION {tally}_{act}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {tally} (scope, state, is_gone, n, changes) {select};
    IF FOUND AND random() * {SUM_UP_EVERY} < 1 THEN
        WITH summed AS (
            DELETE FROM {tally} WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {tally} FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO {tally} SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$
"""


def _print_of(statements: "list[str] | tuple[str, ...]") -> str:
    return hashlib.blake2b("\n".join(statements).encode(), digest_size=8).hexdigest()


def _is_as_made(
    relation: str, statements: "list[str] | tuple[str, ...]", triggers: "list[str] | None" = None
) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [relation])
        (made_by,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(DISTINCT tgname) FROM pg_trigger WHERE tgname = ANY(%s)", [triggers or []]
        )
        (there,) = cursor.fetchone()
    return bool(made_by == _print_of(statements) and there == len(triggers or []))
