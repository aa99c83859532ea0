"""Tally and search index in PostgreSQL.

The search index is a GIN index over the trigrams of a row, computed by a function of the portal:
`pg_trgm` needs an extension, finds no terms of two characters, and none in Chinese where the
database's locale is C. Writers append to the tally, so that none waits for another, and sum it up
now and then.
"""

# ruff: noqa: S608 (the names in these statements are of our own models)

import hashlib
from collections.abc import Mapping, Sequence

from django.db import connection, models

from core.mirror.models.row import LongList
from core.mirror.triggers.companion import MAX_START, MAX_STEP, WHOLE_TABLE, TableCompanion

# A writer sums the tally up about once in so many statements.
SUM_UP_EVERY = 50
GRAMS = "acr_grams"
STEP = f"(1 + random() * {MAX_STEP})::bigint"

# The high cost keeps the planner from calling the function for each row of a scan. It is not
# PARALLEL SAFE: starting workers takes longer than finding rare terms.
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


def search_companion(model: type[models.Model], long_list: LongList) -> TableCompanion:
    table = model._meta.db_table
    index = f"{table}_search"
    grams = grams_of(f'"{long_list.scope}"', [f'"{name}"' for name in long_list.searched])
    create = (_GRAMS, f"CREATE INDEX {index} ON {table} USING gin ({grams})")
    return TableCompanion(
        "the search index",
        (*create, f"COMMENT ON INDEX {index} IS '{_digest_of(create)}'"),
        (),
        (f"DROP INDEX IF EXISTS {index}",),
        lambda: _is_current(index, create),
    )


def tally_companion(model: type[models.Model], long_list: LongList) -> TableCompanion:
    columns = f'"{long_list.scope}" AS scope, state, gone_at IS NOT NULL AS is_gone'
    seen = "".join(f', "{name}"' for name in (*long_list.searched, "row_hash"))
    # Rows that are written as they were cancel each other out.
    moved = (
        f"SELECT scope, state, is_gone, sum(by), {STEP} FROM ("
        f"(SELECT id, {columns}{seen}, 1 AS by FROM added"
        f" EXCEPT SELECT id, {columns}{seen}, 1 FROM removed) UNION ALL"
        f" (SELECT id, {columns}{seen}, -1 FROM removed"
        f" EXCEPT SELECT id, {columns}{seen}, -1 FROM added)) AS moved GROUP BY 1, 2, 3"
    )
    counts = f"SELECT {columns}, {{by}} * count(*), {STEP} FROM {{rows}} GROUP BY 1, 2, 3"
    selects = {
        "insert": counts.format(by=1, rows="added"),
        "update": moved,
        "delete": counts.format(by=-1, rows="removed"),
    }
    return _tally(model, selects, [counts.format(by=1, rows=model._meta.db_table)])


def changes_companion(model: type[models.Model]) -> TableCompanion:
    """A tally that counts no rows: its one number tells that the table has changed."""
    select = f"SELECT {WHOLE_TABLE}, 0, false, 0, {STEP} WHERE EXISTS (SELECT 1 FROM {{rows}})"
    rows = {"insert": "added", "update": "added", "delete": "removed"}
    return _tally(model, {event: select.format(rows=name) for event, name in rows.items()}, [])


def _tally(
    model: type[models.Model], selects: Mapping[str, str], fills: Sequence[str]
) -> TableCompanion:
    """What each kind of statement appends, and what the table's rows make of an empty tally."""
    table = model._meta.db_table
    tally_table = f"{table}_tally"
    transition_tables = {
        "insert": "NEW TABLE AS added",
        "update": "NEW TABLE AS added OLD TABLE AS removed",
        "delete": "OLD TABLE AS removed",
    }
    create = [
        f"CREATE TABLE {tally_table} (scope bigint, state integer, is_gone boolean, n bigint,"
        " changes bigint)",
        f"CREATE INDEX {tally_table}_scope ON {tally_table} (scope)",
    ]
    for event, select in selects.items():
        create += [
            _tally_function(tally_table, event, select),
            f"CREATE TRIGGER {tally_table}_{event} AFTER {event.upper()} ON {table}"
            f" REFERENCING {transition_tables[event]} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION {tally_table}_{event}()",
        ]
    start = f"SELECT {WHOLE_TABLE}, 0, false, 0, (random() * {MAX_START})::bigint"
    drop = [f"DROP FUNCTION IF EXISTS {tally_table}_{event}() CASCADE" for event in selects]
    return TableCompanion(
        "the tally",
        (*create, f"COMMENT ON TABLE {tally_table} IS '{_digest_of(create)}'"),
        tuple(f"INSERT INTO {tally_table} {select}" for select in (start, *fills)),
        (*drop, f"DROP TABLE IF EXISTS {tally_table}"),
        lambda: _is_current(tally_table, create, [f"{tally_table}_{event}" for event in selects]),
    )


def _tally_function(tally_table: str, event: str, select: str) -> str:
    return f"""
CREATE FUNCTION {tally_table}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {tally_table} (scope, state, is_gone, n, changes) {select};
    IF FOUND AND random() * {SUM_UP_EVERY} < 1 THEN
        WITH summed AS (
            DELETE FROM {tally_table} WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {tally_table} FOR UPDATE SKIP LOCKED
            )) RETURNING scope, state, is_gone, n, changes
        )
        INSERT INTO {tally_table} SELECT scope, state, is_gone, sum(n), sum(changes)
        FROM summed GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$
"""


def _digest_of(statements: "list[str] | tuple[str, ...]") -> str:
    return hashlib.blake2b("\n".join(statements).encode(), digest_size=8).hexdigest()


def _is_current(
    relation: str, statements: "list[str] | tuple[str, ...]", triggers: "list[str] | None" = None
) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [relation])
        (digest,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(DISTINCT tgname) FROM pg_trigger WHERE tgname = ANY(%s)", [triggers or []]
        )
        (trigger_count,) = cursor.fetchone()
    return bool(digest == _digest_of(statements) and trigger_count == len(triggers or []))
