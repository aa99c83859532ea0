"""Storing an answer: stale ones yield, broken objects are quarantined, secrets are cut out."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from buckets.models import AudioFile, Bucket
from core.mirror import clock, secrets
from core.mirror.existing import as_payloads
from core.mirror.models import QuarantinedRow
from core.mirror.resources import WHOLE_ACCOUNT, Scope, get_resource
from core.mirror.store import StoreOutcome, mark_gone, store_rows
from projects.models import Project, ProjectBucket

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = "9zlEAx57jaCgeLpDKKQmorv0brrhAYqj076n6FyP"


def bucket(key: int = 7, **changed: Any) -> dict[str, Any]:
    return {"id": key, "name": "one", "type": "File", "region": "eu-west-1", "num": 0} | changed


def project(**changed: Any) -> dict[str, Any]:
    row = {
        "id": 15,
        "uid": 1,
        "access_key": "e7a84ca942a13773f6d22e9fd6808fce",
        "access_secret": SECRET,
        "name": "test",
        "service_type": "AVR",
        "region": "eu-west-1",
        "buckets": [{"id": 8881}, {"id": 8883}],
    }
    return row | changed


def put(resource: str, *rows: Any, at: datetime = NOON) -> StoreOutcome:
    return store_rows(get_resource(resource), WHOLE_ACCOUNT, rows, requested_at=at)


def test_an_older_answer_never_overwrites_a_newer_one() -> None:
    put("buckets", bucket(name="newer"), at=NOON)
    put("buckets", bucket(name="older"), at=NOON - timedelta(seconds=1))
    assert Bucket.objects.get(pk=7).name == "newer"


def test_an_older_answer_does_not_change_links_either() -> None:
    put("projects", project())
    put("projects", project(buckets=[{"id": 1}]), at=NOON - timedelta(seconds=1))
    assert set(ProjectBucket.objects.values_list("bucket_id", flat=True)) == {8881, 8883}


def test_links_follow_the_object() -> None:
    put("projects", project())
    put("projects", project(buckets=[{"id": 8883}, {"id": 9}]), at=NOON + timedelta(seconds=1))
    assert set(ProjectBucket.objects.values_list("bucket_id", flat=True)) == {8883, 9}


def test_a_row_that_was_gone_comes_back_when_it_is_listed_again() -> None:
    put("buckets", bucket())
    Bucket.objects.update(gone_at=NOON)
    stored = put("buckets", bucket(), at=NOON + timedelta(seconds=1))
    assert (stored.new, stored.changed) == (0, 1)
    assert not Bucket.objects.get(pk=7).is_gone


def test_an_older_answer_does_not_bring_back_what_has_gone_since() -> None:
    put("buckets", bucket(), at=NOON)
    mark_gone(get_resource("buckets"), WHOLE_ACCOUNT, [7], requested_at=NOON + timedelta(seconds=2))
    put("buckets", bucket(name="on its way"), at=NOON + timedelta(seconds=1))
    assert Bucket.objects.get(pk=7).is_gone
    put("buckets", bucket(name="made again"), at=NOON + timedelta(seconds=3))
    assert not Bucket.objects.get(pk=7).is_gone


def test_an_older_answer_does_not_bring_back_what_went_with_its_parent() -> None:
    file = {"id": 71, "title": "a piece", "bucket_id": 7, "state": 1}
    files, of_bucket = get_resource("files"), Scope("7")
    put("buckets", bucket(), at=NOON)
    store_rows(files, of_bucket, [file], requested_at=NOON)
    mark_gone(get_resource("buckets"), WHOLE_ACCOUNT, [7], requested_at=NOON + timedelta(seconds=2))
    store_rows(files, of_bucket, [file], requested_at=NOON + timedelta(seconds=1))
    assert AudioFile.objects.get(pk=71).is_gone


def test_a_row_that_went_by_a_clock_that_has_been_set_back_comes_again() -> None:
    now = clock.now()
    put("buckets", bucket(), at=now - timedelta(hours=1))
    mark_gone(get_resource("buckets"), WHOLE_ACCOUNT, [7], requested_at=now + timedelta(hours=1))
    put("buckets", bucket(), at=now)
    assert not Bucket.objects.get(pk=7).is_gone


@pytest.mark.parametrize(
    "broken",
    [
        {"id": 8, "type": "File"},
        {"id": 8, "name": "x", "type": "File", "num": "many"},
        {"id": 8, "name": "nul\x00", "type": "File"},
        {"id": 8, "name": "x", "type": "File", "region": "r" * 41},
        {"id": 8, "name": "x", "type": "File", "num": 2**63},
        {"id": 8, "name": "x", "type": "File", "created_at": "yesterday"},
        {"id": None, "name": "x", "type": "File"},
        {"name": "no id"},
        "not an object",
        None,
        [1, 2],
    ],
)
def test_a_broken_object_is_quarantined_and_the_rest_is_stored(broken: Any) -> None:
    stored = put("buckets", broken, bucket())
    assert (stored.quarantined, stored.new) == (1, 1)
    assert QuarantinedRow.objects.get().error
    assert Bucket.objects.filter(pk=7).exists()


def test_the_same_broken_object_is_quarantined_once() -> None:
    for _ in range(2):
        put("buckets", {"id": 8})
    assert QuarantinedRow.objects.count() == 1


def nested(levels: int) -> Any:
    inner: Any = "bottom"
    for _ in range(levels):
        inner = [inner]
    return inner


def test_an_object_nested_too_deeply_to_be_written_is_quarantined() -> None:
    stored = put("buckets", bucket(8, labels=nested(300)), {"name": nested(300)}, bucket())
    assert (stored.quarantined, stored.new, stored.keys) == (2, 1, [8, 7])
    kept = QuarantinedRow.objects.get(remote_id="8")
    assert "too deep" in kept.error
    assert json.loads(kept.payload) == bucket(8, labels=None)


def test_results_nested_too_deeply_to_be_written_are_quarantined() -> None:
    key = "00000000-0000-4000-8000-000000000001"
    file = {"id": key, "name": "a scan", "state": 1, "results": {"music": nested(300)}}
    stored = store_rows(get_resource("scanned-files"), Scope("9"), [file], requested_at=NOON)
    assert (stored.new, stored.quarantined) == (1, 1)
    assert "results" in QuarantinedRow.objects.get(remote_id=key).error


def test_a_page_with_an_object_nested_too_deeply_is_not_what_the_mirror_has() -> None:
    assert as_payloads(get_resource("files"), [{"id": 9, "title": nested(300)}]) is None


def test_an_object_that_comes_again_as_it_is_mirrored_leaves_quarantine() -> None:
    for at, num in enumerate([0, "many", 0]):
        put("buckets", bucket(num=num), at=NOON + timedelta(seconds=at))
    assert not QuarantinedRow.objects.exists()


def test_a_secret_is_cut_out_of_the_payload_and_kept_encrypted() -> None:
    put("projects", project())
    row = Project.objects.get()
    assert SECRET not in row.payload
    assert SECRET not in row.secrets
    assert row.document["access_secret"] == "*" * 40
    assert list(row.document) == list(project())
    assert secrets.restored(row.payload, row.secrets) == project()


def test_a_secret_is_cut_out_of_a_quarantined_object_too() -> None:
    put("projects", project(access_key=None, name=None, buckets=5))
    assert SECRET not in QuarantinedRow.objects.get().payload


def test_a_changed_secret_changes_the_row() -> None:
    put("projects", project())
    stored = put("projects", project(access_secret="x" * 40), at=NOON + timedelta(seconds=1))
    assert stored.changed == 1
    assert secrets.unseal(Project.objects.get().secrets)["access_secret"] == "x" * 40


def test_unknown_fields_stay_in_the_payload() -> None:
    put("buckets", bucket(tracker={"a": [1]}))
    assert Bucket.objects.get().document["tracker"] == {"a": [1]}


def test_an_object_listed_twice_on_one_page_is_one_row() -> None:
    put("buckets", bucket(), bucket())
    assert Bucket.objects.count() == 1


def test_a_row_of_a_clock_that_has_been_set_back_is_overwritten() -> None:
    now = clock.now()
    put("projects", project(name="of the hour to come"), at=now + timedelta(hours=1))
    put("projects", project(name="of today"), at=now)
    assert Project.objects.get().name == "of today"


def test_a_row_of_a_clock_that_has_been_set_back_is_marked_as_gone() -> None:
    now = clock.now()
    put("projects", project(), at=now + timedelta(hours=1))
    resource = get_resource("projects")
    key = Project.objects.get().pk
    assert mark_gone(resource, WHOLE_ACCOUNT, [key], requested_at=now) == 1
    assert Project.objects.get().is_gone


def test_hosts_that_differ_by_a_moment_keep_to_their_order() -> None:
    now = clock.now()
    put("projects", project(name="newer"), at=now + timedelta(seconds=2))
    put("projects", project(name="older"), at=now)
    assert Project.objects.get().name == "newer"
