"""Prints a portal's database as SQL, for the upgrade tests of later releases.

    python -m tests.upgrade.dump var/portal.sqlite3 > tests/upgrade/0.2.0.sqlite.sql
    python -m tests.upgrade.dump postgres://… > tests/upgrade/0.2.0.postgres.sql

Without owners, session settings or the content of SQLite's search indexes: rows that wait to enter
an index are in a plain table, and a database of fewer than 5,000 files has no others.
"""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

INDEX_PARTS = ("_data", "_idx", "_content", "_docsize", "_config")
OPTIONS = ("--no-owner", "--no-privileges", "--inserts")
NOT_PORTABLE = re.compile(r"SET |SELECT pg_catalog\.set_config|--|\\")


def sqlite_statements(path: str) -> Iterator[str]:
    """Tables and their rows first, then what would change or check the rows as they come in."""
    database = sqlite3.connect(path)
    objects = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    virtual = [name for _, name, sql in objects if sql.startswith("CREATE VIRTUAL")]
    internal = {f"{name}{part}" for name in virtual for part in INDEX_PARTS}
    tables = [
        (name, sql)
        for kind, name, sql in objects
        if kind == "table" and name not in {*virtual, *internal, "sqlite_sequence"}
    ]
    yield "BEGIN"
    yield from (sql for _, sql in tables)
    for name, _ in tables:
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
        names = ", ".join(f'"{column}"' for column in columns)
        values = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        for (row,) in database.execute(f'SELECT {values} FROM "{name}" ORDER BY 1'):
            yield f'INSERT INTO "{name}" ({names}) VALUES ({row})'
    for name, last in database.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name"):
        yield f"DELETE FROM sqlite_sequence WHERE name = '{name}'"
        yield f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last})"
    for wanted in ("table", "index", "trigger"):
        for kind, name, sql in objects:
            if kind == wanted and (kind != "table" or name in virtual):
                yield sql
    yield "COMMIT"


def postgres_lines(url: str) -> Iterator[str]:
    command = ["pg_dump", *OPTIONS, url]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    yield from (line for line in dump.splitlines() if line and not NOT_PORTABLE.match(line))


if __name__ == "__main__":
    [database] = sys.argv[1:]
    if "://" in database:
        sys.stdout.writelines(f"{line}\n" for line in postgres_lines(database))
    else:
        sys.stdout.writelines(f"{statement};\n" for statement in sqlite_statements(database))
