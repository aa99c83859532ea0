"""The mirror's own tables: built whole, drift caught, rebuilt without a loss."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from buckets.models import AudioFile, Bucket
from core.mirror import tally
from core.mirror.models import QuarantinedRow
from core.mirror.resources import WHOLE_ACCOUNT, Scope, get_resource
from core.mirror.schema.build import bring_up_to_date
from core.mirror.schema.drift import DifferenceKind, differences, expected_indexes
from core.mirror.schema.rebuild import rebuild_tables
from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms
from core.mirror.store import mark_gone_now, store_rows
from core.mirror.switch_account import switch_account
from core.mirror.triggers import companions_of
from projects.models import Project, ProjectBucket
from tests.core.mirror.test_store import project

pytestmark = pytest.mark.django_db(transaction=True)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def findings() -> set[str | None]:
    return {message.id for message in run_checks(databases=["default"], tags=["database"])}


@pytest.fixture
def _mend() -> object:
    yield
    rebuild_tables()


def test_migrate_builds_every_table_with_its_indexes() -> None:
    assert differences() == []
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, "acr_audio_file")
    assert set(expected_indexes(AudioFile)) <= set(there)
    assert "acr_audio_file_title" in expected_indexes(AudioFile)


def test_foreign_keys_are_columns_with_their_indexes() -> None:
    with connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, "acr_project_bucket")
        keys = connection.introspection.get_constraints(cursor, "acr_project_bucket")
    assert {column.name for column in table} == {"project_id", "bucket_id"}
    assert any(one["columns"] == ["bucket_id"] and one["index"] for one in keys.values())


@pytest.mark.usefixtures("_mend")
def test_a_missing_index_is_a_warning_and_is_added() -> None:
    execute("DROP INDEX acr_bucket_name")
    assert findings() == {"mirror.W002"}
    call_command("mirror_schema", verbosity=0)
    assert findings() == set()


@pytest.mark.usefixtures("_mend")
def test_a_missing_nullable_column_is_added() -> None:
    execute("ALTER TABLE acr_bucket DROP COLUMN state")
    assert [one.kind for one in differences()] == [DifferenceKind.NO_COLUMN]
    call_command("mirror_schema", verbosity=0)
    assert differences() == []


@pytest.mark.usefixtures("_mend")
def test_a_column_too_many_is_refused_with_the_way_out() -> None:
    execute("ALTER TABLE acr_bucket ADD COLUMN colour varchar(10)")
    assert findings() == {"mirror.E001"}
    with pytest.raises(CommandError, match="--rebuild"):
        call_command("mirror_schema")
    call_command("mirror_schema", rebuild=True, verbosity=0)
    assert findings() == set()


@pytest.mark.usefixtures("_mend")
def test_another_type_is_drift() -> None:
    execute(
        "ALTER TABLE acr_bucket DROP COLUMN state",
        "ALTER TABLE acr_bucket ADD COLUMN state varchar(9)",
    )
    assert [one.kind for one in differences()] == [DifferenceKind.OTHER_TYPE]


def test_a_rebuild_loses_nothing() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    bucket = {"id": 7, "name": "one", "type": "File", "region": "eu", "num": 3, "odd": [1.5, None]}
    file = {"id": 70, "bucket_id": 7, "acr_id": "a" * 32, "title": "七", "state": 1}
    store_rows(get_resource("projects"), WHOLE_ACCOUNT, [project()], requested_at=now)
    store_rows(
        get_resource("buckets"), WHOLE_ACCOUNT, [bucket, bucket | {"id": 8}], requested_at=now
    )
    store_rows(get_resource("files"), Scope("7"), [file], requested_at=now)
    mark_gone_now(get_resource("buckets"), WHOLE_ACCOUNT, [8])
    models = (Bucket, AudioFile, Project, ProjectBucket)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]
    counts = rebuild_tables()
    assert [list(model._default_manager.order_by("pk").values()) for model in models] == before
    assert counts["acr_bucket"] == 2
    assert Bucket.objects.get(pk=8).is_gone
    assert differences() == []


def test_a_rebuild_does_not_fetch_a_whole_table_at_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite reads rows as they are asked for")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [{"id": at, "name": "one", "type": "File", "region": "eu"} for at in range(1, 6)]
    store_rows(get_resource("buckets"), WHOLE_ACCOUNT, rows, requested_at=now)
    left_at_the_server: list[int] = []

    def look(execute: Callable[..., object], sql: str, *how: object) -> object:
        if sql.startswith('INSERT INTO "acr_bucket"'):
            asked = connection.connection.execute("SELECT count(*) FROM pg_cursors")
            left_at_the_server.append(asked.fetchone()[0])
        return execute(sql, *how)

    with connection.execute_wrapper(look):
        assert rebuild_tables()["acr_bucket"] == 5
    assert left_at_the_server == [1]


def test_a_rebuild_puts_into_quarantine_what_it_cannot_read() -> None:
    """As after an upgrade whose columns want more of a payload than was asked before."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    bucket = {"id": 7, "name": "one", "type": "File", "region": "eu", "num": 3}
    store_rows(
        get_resource("buckets"), WHOLE_ACCOUNT, [bucket, bucket | {"id": 8}], requested_at=now
    )
    Bucket.objects.filter(pk=8).update(payload='{"id":8}')
    assert rebuild_tables()["acr_bucket"] == 1
    assert [row.pk for row in Bucket.objects.all()] == [7]
    broken = QuarantinedRow.objects.get(resource="buckets")
    assert (broken.remote_id, broken.error) == ("8", "name is missing")


@pytest.mark.usefixtures("_mend")
def test_a_rebuild_reads_columns_again_from_the_payload() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    bucket = {"id": 7, "name": "one", "type": "File", "region": "eu", "num": 3}
    store_rows(get_resource("buckets"), WHOLE_ACCOUNT, [bucket], requested_at=now)
    execute("UPDATE acr_bucket SET num = 99")
    rebuild_tables()
    assert Bucket.objects.get().num == 3


@pytest.mark.usefixtures("_mend")
def test_an_index_over_other_columns_is_made_anew() -> None:
    execute("DROP INDEX acr_bucket_name", "CREATE INDEX acr_bucket_name ON acr_bucket (name)")
    assert [one.kind for one in differences()] == [DifferenceKind.NO_INDEX]
    call_command("mirror_schema", verbosity=0)
    assert differences() == []


SEARCH_INDEX = "acr_audio_file_search"


@pytest.mark.usefixtures("_mend")
def test_a_search_index_and_a_tally_that_are_missing_are_filled_from_the_table() -> None:
    stored_file(70, title="七里香")
    stored_file(71, title="Night bus")
    for part in companions_of(AudioFile):
        part.remove()
    assert {one.kind for one in differences()} == {DifferenceKind.NO_COMPANION}
    assert findings() == {"mirror.W002"}
    call_command("mirror_schema", verbosity=0)
    assert findings() == set()
    assert found("七里") == [70]
    assert tally.tally_of_scope(AudioFile, 7).count() == 2


@pytest.mark.usefixtures("_mend")
def test_a_search_index_that_was_made_otherwise_is_drift() -> None:
    if connection.vendor == "sqlite":
        execute(
            f"DROP TRIGGER {SEARCH_INDEX}_in",
            f"CREATE TRIGGER {SEARCH_INDEX}_in AFTER INSERT ON acr_audio_file BEGIN SELECT 1; END",
        )
    else:
        execute(f"COMMENT ON INDEX {SEARCH_INDEX} IS 'of an older release'")
    assert [str(one) for one in differences()] == ["acr_audio_file lacks the search index"]
    stored_file(70, title="Night bus")
    bring_up_to_date()
    assert found("night") == [70]


def test_a_rebuild_and_an_adoption_keep_tally_and_search_index_true() -> None:
    stored_file(70, title="Night bus")
    stored_file(71, title="Night train")
    mark_gone_now(get_resource("files"), Scope("7"), [71])
    rebuild_tables()
    assert found("night") == [70, 71]
    kept = tally.tally_of_scope(AudioFile, 7)
    assert (kept.count(), kept.gone) == (1, 1)
    switch_account()
    assert found("night") == []
    assert tally.tally_of_table(AudioFile).count(gone=True) == 0
    stored_file(72, title="Night boat")
    assert found("night") == [72]
    assert differences() == []


def stored_file(key: int, title: str) -> None:
    file = {"id": key, "bucket_id": 7, "acr_id": f"{key:032x}", "title": title, "state": 1}
    store_rows(get_resource("files"), Scope("7"), [file], requested_at=datetime.now(UTC))


def found(text: str) -> list[int]:
    by_index = search_rows(AudioFile.objects.all(), SearchTerms((text,), ["title"])).by_index
    assert by_index is not None
    return sorted(by_index.values_list("pk", flat=True))
