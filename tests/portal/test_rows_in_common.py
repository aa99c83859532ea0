"""No request changes a row that others change too: they would wait for one another."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from tests.core.accounts.actors import issued, person, service, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, container, project, scanned_file
from tests.scanning.callbacks import callback_body, new_address, post_callback

pytestmark = pytest.mark.django_db
RECORDING = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")
Request = Callable[[], Any]


@pytest.fixture
def reads() -> dict[str, Request]:
    bucket(7)
    audio_file(70, 7)
    project(3)
    container(8)
    scanned_file(RECORDING, 8)
    operator = signed_in(person(Role.ADMIN))
    # Who reads secrets is recorded, each time.
    client = service(issued(*(set(TokenScope) - {TokenScope.SECRETS})))

    def get(browser: Client, path: str) -> Request:
        return lambda: browser.get(path)

    pages = ("/", "/buckets/7/", "/buckets/7/files/70/", "/scanning/8/", "/running/", "/jobs/")
    gateway = ("/api/buckets", "/api/buckets/7/files", "/api/buckets/7/files/70")
    portal = ("/api/portal/sync", "/api/portal/jobs", "/api/fs-containers/8/files?with_result=1")
    return {path: get(operator, path) for path in (*pages, "/search/?q=the", "/healthz")} | {
        path: get(client, path) for path in (*gateway, *portal, "/api/base-projects")
    }


def all_rows() -> dict[str, Counter[str]]:
    """Every row of every table, as text."""
    rows: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # Parts of SQLite's search index, which are read through it.
            if "_search" not in table:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows[table] = Counter(map(repr, cursor.fetchall()))
    return rows


def written(request: Request) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows of which tables a request changes or deletes, and how many are new."""
    assert request().status_code == 200
    before = all_rows()
    assert request().status_code == 200
    after = all_rows()
    gone = {table: (before[table] - after[table]).total() for table in before}
    new = {table: (after[table] - before[table]).total() for table in before}
    return {name: n for name, n in gone.items() if n}, {name: n for name, n in new.items() if n}


def test_who_reads_writes_nothing(reads: dict[str, Request]) -> None:
    assert {path: written(request) for path, request in reads.items()} == {
        path: ({}, {}) for path in reads
    }


def test_a_callback_adds_rows_of_its_own_and_changes_none() -> None:
    path, numbers = new_address(), iter(range(1, 10))
    changed, new = written(lambda: post_callback(path, callback_body(UUID(int=next(numbers)))))
    assert not changed
    assert new == {"scanning_delivery": 1, "scanning_delivery_body": 1}
