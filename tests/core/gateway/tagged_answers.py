"""Addresses of the gateway with tags, an account that they show, and a client's questions."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from core.accounts.scopes import TokenScope
from core.mirror.resources import Resource, Scope
from core.mirror.store import store_rows
from scanning.scans import store_results
from tests.core.gateway.mirror_rows import (
    audio_file,
    bucket,
    channel,
    container,
    project,
    scanned_file,
)

SCAN = uuid.UUID("c7331194-ccbe-4c3f-8e82-000000000001")
FILES_OF_8 = "/api/buckets/8/files"
SCANS_OF_9 = "/api/fs-containers/9/files"
WITH_RESULTS = f"{SCANS_OF_9}?with_result=1"
LISTS = [
    "/api/buckets",
    "/api/buckets?type=File&per_page=1",
    FILES_OF_8,
    f"{FILES_OF_8}/",
    f"{FILES_OF_8}?state=1&sort=created_at&order=desc",
    f"{FILES_OF_8}?search=file",
    f"{FILES_OF_8}?per_page=2&page=2",
    f"{FILES_OF_8}?per_page=1000000",
    "/api/buckets/10/channels",
    "/api/buckets/10/channels?search=channel",
    "/api/base-projects",
    "/api/fs-containers",
    SCANS_OF_9,
    WITH_RESULTS,
]
OBJECTS = [
    "/api/buckets/8",
    f"{FILES_OF_8}/3",
    "/api/buckets/10/channels/6",
    "/api/base-projects/5",
    "/api/fs-containers/9",
    f"{SCANS_OF_9}/{SCAN}",
]
READ = (TokenScope.READ_BUCKETS, TokenScope.READ_PROJECTS, TokenScope.READ_SCANNING)


def fill_account() -> None:
    """One of everything, and a bucket with five files."""
    bucket(8)
    for key in range(1, 6):
        audio_file(key, 8)
    bucket(10, type="Live")
    channel(6, 10)
    project(5)
    container(9)
    scanned_file(SCAN, 9)
    found(matches=1)


def found(*, matches: int) -> None:
    """The scan ends with so many matches."""
    results = {"music": [{"title": f"song {number}"} for number in range(matches)]}
    store_results(SCAN, results, datetime.now(UTC))


def tag_of(client: Client, path: str) -> str:
    """The tag of the answer."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer["ETag"]


def status_of(client: Client, path: str, tag: str) -> int:
    """Of the answer to a client that has the one of this tag."""
    return client.get(path, headers={"If-None-Match": tag}).status_code


def change_payload(resource: Resource[Any], row: Any, scope: str = "") -> None:
    """As a pass stores it: no column is made of what has changed."""
    row.refresh_from_db()
    sent = row.document | {"unheard_of": str(uuid.uuid4())}
    at = datetime.now(UTC) + timedelta(seconds=2)
    assert store_rows(resource, Scope(scope), [sent], requested_at=at).changed == 1
