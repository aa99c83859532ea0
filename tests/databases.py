"""Databases for portals that run as processes of their own."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextlib.contextmanager
def scratch_database() -> Iterator[str]:
    """DATABASE_URL of an empty PostgreSQL database beside TEST_DATABASE_URL; "" without one."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"acr_stack_{secrets.token_hex(6)}"
    with connection_to(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with connection_to(server) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def connection_to(server: str) -> psycopg.Connection:
    return psycopg.connect(server, autocommit=True)
