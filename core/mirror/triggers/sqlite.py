"""Tally and search index in SQLite.

The search index is an FTS5 table over trigrams, without the texts and without positions. New rows
wait in a table of their own and enter the index some thousands at a time, as in PostgreSQL's GIN:
one by one they would cost three times as much. Each text ends with three characters that stand for
its parent.
"""

# ruff: noqa: S608 (the names in these statements are of our own models)

from collections.abc import Sequence
from functools import lru_cache
from sqlite3 import sqlite_version_info

from django.db import connection, models

from core.mirror.models.row import LongList
from core.mirror.triggers.companion import MAX_START, MAX_STEP, WHOLE_TABLE, TableCompanion

SEPARATOR = "\x1f"
# Waiting rows are searched by reading them all. This many enter the index within about 50 ms.
MAX_WAITING = 5000
# Waiting rows are counted about once in so many rows: a prime, for ids that come in steps.
COUNT_EVERY = 499
PRIVATE, LETTERS = 0xE000, 6400
STEP = f"abs(random() % {MAX_STEP}) + 1"
SEARCH_TRIGGERS = ("in", "move", "out", "enter")


@lru_cache
def has_trigrams() -> bool:
    """Whether this SQLite has FTS5 with trigrams (since 3.34; some builds leave FTS5 out)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        has_fts5 = bool(cursor.fetchone()[0])
    return has_fts5 and sqlite_version_info >= (3, 34)


def scope_letters(scope: int) -> str:
    """The three characters that stand for a parent; two parents may share them."""
    return "".join(chr(PRIVATE + abs(scope) // LETTERS**place % LETTERS) for place in range(3))


def tally_companion(model: type[models.Model], long_list: LongList) -> TableCompanion:
    table = model._meta.db_table
    tally_table = f"{table}_tally"

    def group(row: str) -> str:
        return f'{row}."{long_list.scope}", {row}.state, {row}.gone_at IS NOT NULL'

    def step(row: str, by: int) -> str:
        return (
            f"INSERT INTO {tally_table} (scope, state, is_gone, n, changes)"
            f" VALUES ({group(row)}, {by}, {STEP})"
            f" ON CONFLICT DO UPDATE SET n = n + {by}, changes = changes + excluded.changes"
        )

    seen = (*long_list.searched, "row_hash")
    watched = ", ".join(f'"{name}"' for name in ("gone_at", "state", long_list.scope, *seen))
    before, after = (
        ", ".join([group(row), *(f'{row}."{name}"' for name in seen)]) for row in ("old", "new")
    )
    create = (
        _tally_table(tally_table),
        f"CREATE TRIGGER {tally_table}_in AFTER INSERT ON {table} BEGIN {step('new', 1)}; END",
        f"CREATE TRIGGER {tally_table}_move AFTER UPDATE OF {watched} ON {table}"
        f" WHEN ({before}) IS NOT ({after})"
        f" BEGIN {step('old', -1)}; {step('new', 1)}; END",
        f"CREATE TRIGGER {tally_table}_out AFTER DELETE ON {table} BEGIN {step('old', -1)}; END",
    )
    fill = (
        f'INSERT INTO {tally_table} SELECT "{long_list.scope}", state, gone_at IS NOT NULL,'
        f" count(*), {STEP} FROM {table} GROUP BY 1, 2, 3"
    )
    return _tally(tally_table, create, [fill])


def changes_companion(model: type[models.Model]) -> TableCompanion:
    """A tally that counts no rows: its one number tells that the table has changed."""
    table = model._meta.db_table
    tally_table = f"{table}_tally"
    triggers = (
        f"CREATE TRIGGER {tally_table}_{name} AFTER {event} ON {table}"
        f" BEGIN UPDATE {tally_table} SET changes = changes + {STEP}; END"
        for name, event in (("in", "INSERT"), ("move", "UPDATE"), ("out", "DELETE"))
    )
    return _tally(tally_table, (_tally_table(tally_table), *triggers), [])


def _tally_table(name: str) -> str:
    return (
        f"CREATE TABLE {name} (scope integer, state integer, is_gone integer, n integer,"
        " changes integer, PRIMARY KEY (scope, state, is_gone)) WITHOUT ROWID"
    )


def _tally(tally_table: str, create: tuple[str, ...], fills: Sequence[str]) -> TableCompanion:
    start = (
        f"INSERT INTO {tally_table} VALUES ({WHOLE_TABLE}, 0, 0, 0, abs(random() % {MAX_START}))"
    )
    drop = (
        *_drop_triggers(tally_table, "in", "move", "out"),
        f"DROP TABLE IF EXISTS {tally_table}",
    )
    return TableCompanion("the tally", create, (start, *fills), drop, lambda: _is_current(create))


def search_companion(model: type[models.Model], long_list: LongList) -> TableCompanion:
    table = model._meta.db_table
    index, waiting, numbers = f"{table}_search", f"{table}_waiting", f"{table}_number"
    is_numbered = isinstance(model._meta.pk, models.IntegerField)
    old, new = _text("old", long_list), _text("new", long_list)
    number = "{row}.id" if is_numbered else f"(SELECT n FROM {numbers} WHERE id = {{row}}.id)"
    old_n, new_n = number.format(row="old"), number.format(row="new")
    watched = ", ".join(f'"{name}"' for name in _texts(long_list))
    forget = (
        f"INSERT INTO {index} ({index}, rowid, text) SELECT 'delete', {old_n}, {old}"
        f" WHERE NOT EXISTS (SELECT 1 FROM {waiting} WHERE n = {old_n});"
        f" DELETE FROM {waiting} WHERE n = {old_n};"
    )
    wait = f"INSERT INTO {waiting} (n, text) VALUES ({new_n}, {new});"
    give_number = "" if is_numbered else f"INSERT INTO {numbers} (id) VALUES (new.id); "
    take_number = "" if is_numbered else f" DELETE FROM {numbers} WHERE id = old.id;"
    create = [
        f"CREATE VIRTUAL TABLE {index} USING fts5(text, content='', columnsize=0, detail=none,"
        " tokenize='trigram')",
        f"CREATE VIRTUAL TABLE {index}_terms USING fts5vocab({index}, row)",
        f"CREATE TABLE {waiting} (n integer PRIMARY KEY, text text)",
        f"CREATE TRIGGER {index}_in AFTER INSERT ON {table} BEGIN {give_number}{wait} END",
        f"CREATE TRIGGER {index}_move AFTER UPDATE OF {watched} ON {table}"
        f" WHEN {old} IS NOT {new} BEGIN {forget} {wait} END",
        f"CREATE TRIGGER {index}_out AFTER DELETE ON {table} BEGIN {forget}{take_number} END",
        f"CREATE TRIGGER {index}_enter AFTER INSERT ON {waiting} WHEN new.n % {COUNT_EVERY} = 0"
        f" AND (SELECT count(*) FROM {waiting}) >= {MAX_WAITING}"
        f" BEGIN INSERT INTO {index} (rowid, text) SELECT n, text FROM {waiting};"
        f" DELETE FROM {waiting}; END",
    ]
    row = f'"{table}"'
    fill = [
        f"INSERT INTO {index} (rowid, text)"
        f" SELECT {number.format(row=row)}, {_text(row, long_list)} FROM {table} ORDER BY 1",
    ]
    if not is_numbered:
        # VACUUM may change the row ids of the table itself.
        create.insert(0, f"CREATE TABLE {numbers} (n integer PRIMARY KEY, id text UNIQUE)")
        fill.insert(0, f"INSERT INTO {numbers} (id) SELECT id FROM {table}")
    drop = (
        *_drop_triggers(index, *SEARCH_TRIGGERS),
        *(f"DROP TABLE IF EXISTS {name}" for name in (f"{index}_terms", index, waiting, numbers)),
    )
    return TableCompanion(
        "the search index", tuple(create), tuple(fill), drop, lambda: _is_current(create)
    )


def no_search_companion(model: type[models.Model]) -> TableCompanion:
    """For an SQLite without trigrams: triggers left by one that has them would fail each write."""
    drop = _drop_triggers(f"{model._meta.db_table}_search", *SEARCH_TRIGGERS)

    def is_current() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s",
                [f"{model._meta.db_table}_search_in"],
            )
            return not cursor.fetchone()[0]

    return TableCompanion(
        "the removal of a search index that this SQLite can't maintain", (), (), drop, is_current
    )


def _texts(long_list: LongList) -> list[str]:
    return [long_list.scope, *long_list.searched]


def _text(row: str, long_list: LongList) -> str:
    """The indexed text: the row's texts, each followed by a separator, and its parent's letters."""
    texts = "".join(f'{row}."{name}" || char(31) || ' for name in long_list.searched)
    scope = f'abs({row}."{long_list.scope}")'
    letters = ", ".join(f"{PRIVATE} + {scope} / {LETTERS**place} % {LETTERS}" for place in range(3))
    return f"{texts}char({letters})"


def _drop_triggers(name: str, *ends: str) -> tuple[str, ...]:
    return tuple(f"DROP TRIGGER IF EXISTS {name}_{end}" for end in ends)


def _is_current(statements: "list[str] | tuple[str, ...]") -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        existing = {sql for (sql,) in cursor.fetchall()}
    return existing.issuperset(statements)
