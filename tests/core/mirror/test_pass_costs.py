"""What a full pass costs: a few statements and one request a page, no write for what is known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from buckets.models import AudioFile
from core.clients.console import Console
from core.mirror.models import MirrorPass
from tests.core.mirror.conftest import FullPass, new_bucket, new_file
from tests.engines import Engine
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = 3
# Statements of a pass that don't come once a page: what it knows at first, and what is left over.
OF_THE_PASS = 6


@pytest.fixture
def bucket(account: Console, full_pass: FullPass, settings: Settings) -> int:
    settings.SYNC_PAGE_SIZE = PAGE
    made = new_bucket(account, "costs")
    full_pass("buckets")
    return made


def add(engine: Engine, bucket: int, pages: int) -> list[int]:
    return [new_file(engine, bucket, f"file {at}") for at in range(pages * PAGE)]


def processing() -> bool:
    return AudioFile.objects.processing().exists()


def statements(full_pass: FullPass) -> tuple[MirrorPass, list[str]]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        done = full_pass("files")
    return done, [query["sql"] for query in queries.captured_queries]


def test_a_page_takes_four_statements_and_one_request(
    engine: Engine, bucket: int, full_pass: FullPass
) -> None:
    """Those that begin its transaction and end it are counted too. A row on each page is old."""
    made = add(engine, bucket, pages=6)
    new, of_new = statements(full_pass)
    assert (new.requests, new.new) == (6, len(made))
    AudioFile.objects.update(row_hash="another", payload="{}")
    changed, of_changed = statements(full_pass)
    assert (changed.requests, changed.changed) == (6, len(made))
    of_rows = [one for one in of_changed if "acr_audio_file" in one]
    assert len(of_rows) <= 3 * 6 + OF_THE_PASS
    assert len([one for one in of_new if "acr_audio_file" in one]) <= 6 + OF_THE_PASS
    for sent in (of_new, of_changed):
        assert len([one for one in sent if one.startswith("BEGIN")]) <= 6 + OF_THE_PASS


def test_what_is_known_costs_a_statement_for_several_pages_and_no_write(
    engine: Engine, account: Console, bucket: int, full_pass: FullPass
) -> None:
    made = add(engine, bucket, pages=4)
    eventually(lambda: full_pass("files").changed == 0 and not processing())
    known, sent = statements(full_pass)
    assert (known.seen, known.new, known.changed) == (len(made), 0, 0)
    about_files = [one for one in sent if "acr_audio_file" in one]
    assert 1 < len([one for one in about_files if "payload" in one]) < known.requests
    assert not [one for one in about_files if not one.startswith(("SELECT", "DECLARE"))]
    account.delete(f"buckets/{bucket}/files/{made[0]}")
    shorter, sent = statements(full_pass)
    assert (shorter.new, shorter.changed, shorter.gone) == (0, 0, 1)
    assert not [one for one in sent if 'INSERT INTO "acr_audio_file"' in one]
