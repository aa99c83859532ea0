"""Every page that shows something mirrored says how long ago the remote last said so."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from buckets.resources import FILES
from core.mirror import clock
from core.mirror.resources import Scope, get_resource
from core.mirror.schema.drift import mirror_models
from projects.resources import PROJECTS
from tests.core.gateway import mirror_rows

pytestmark = pytest.mark.django_db

FILE = UUID("5c6f1f0e-4b0f-4f8e-9c69-000000000001")
PAGES = {
    "/buckets/": ("buckets", ""),
    "/buckets/7/": ("files", "7"),
    "/buckets/7/files/70/": ("files", "7"),
    "/buckets/8/": ("buckets", ""),
    "/projects/": ("projects", ""),
    "/projects/9/": ("projects", ""),
    "/scanning/": ("containers", ""),
    "/scanning/5/": ("scanned-files", "5"),
    f"/scanning/5/files/{FILE}/": ("scanned-files", "5"),
}


@pytest.fixture(autouse=True)
def _three_days_old() -> None:
    mirror_rows.bucket(7)
    mirror_rows.bucket(8, type="Live")
    mirror_rows.audio_file(70, 7)
    mirror_rows.project(9)
    mirror_rows.container(5)
    mirror_rows.scanned_file(FILE, 5)
    for model in mirror_models():
        if hasattr(model, "fetched_at"):
            model._default_manager.update(fetched_at=clock.now() - timedelta(days=3))


def told(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    found = re.search(r"mirrored <time[^>]*>([^<]+)<|(not mirrored yet)", page)
    assert found, page
    return found[1] or found[2]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_when_its_list_was_read(admin_client: Client, path: str) -> None:
    resource, scope = PAGES[path]
    two_hours_ago = clock.now() - timedelta(hours=2, minutes=1)
    mirror_rows.list_was_read(get_resource(resource), Scope(scope), at=two_hours_ago)
    assert told(admin_client, path) == "2 h ago"


def test_an_object_that_was_read_by_itself_since_says_that(admin_client: Client) -> None:
    mirror_rows.list_was_read(FILES, Scope("7"), at=clock.now() - timedelta(days=9))
    assert told(admin_client, "/buckets/7/files/70/") == "3 d ago"


def test_a_list_that_was_never_read_says_so(admin_client: Client) -> None:
    mirror_rows.list_is_unread(PROJECTS)
    assert told(admin_client, "/projects/") == "not mirrored yet"
