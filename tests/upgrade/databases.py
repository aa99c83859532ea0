"""Databases of earlier releases, put in the place of the tests' own for as long as a test needs."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from tests.databases import scratch_database

DUMPS = Path(__file__).parent
# Tally and search index of the long lists: `migrate` may build them anew.
DERIVED = ("_tally", "_search", "_search_terms", "_waiting", "_number")


@contextlib.contextmanager
def database_of(release: str, folder: Path) -> Iterator[None]:
    """`connection` reaches a new database, filled with the dump of a release, until the end."""
    with contextlib.ExitStack() as stack:
        if connection.vendor == "sqlite":
            name = str(folder / "portal.sqlite3")
            _fill_sqlite(name, dump_of(release))
        else:
            url = stack.enter_context(scratch_database())
            name = urlsplit(url).path.lstrip("/")
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(dump_of(release).read_bytes())
        stack.enter_context(_default_database(name))
        yield


def dump_of(release: str) -> Path:
    """The SQL of that release's database, for the database that the tests use."""
    vendor = "sqlite" if connection.vendor == "sqlite" else "postgres"
    return DUMPS / f"{release}.{vendor}.sql"


def row_counts() -> dict[str, int]:
    """How many rows each table holds, but for what is derived from the mirror's rows."""
    with connection.cursor() as cursor:
        tables = [
            table.name
            for table in connection.introspection.get_table_list(cursor)
            if table.type in {"t", "p"} and not table.name.endswith(DERIVED)
        ]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


def _fill_sqlite(name: str, dump: Path) -> None:
    with contextlib.closing(sqlite3.connect(name)) as database:
        database.executescript(dump.read_text())


@contextlib.contextmanager
def _default_database(name: str) -> Iterator[None]:
    """The tests' own connection and its settings come back at the end, in every thread."""
    own_settings, own_connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**own_settings, "NAME": name}
    connections["default"] = connections.create_connection("default")
    # Ids of content types are remembered by the process, and differ between databases.
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connections.settings["default"] = own_settings
        connections["default"] = own_connection
        ContentType.objects.clear_cache()
