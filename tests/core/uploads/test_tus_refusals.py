"""What is refused of a tus client, and how it is told."""

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket, BucketType
from core.accounts.roles import Role
from core.uploads import spool as spools
from core.uploads.models import Upload
from tests.core.accounts.actors import person
from tests.core.uploads.tus import begin, offset, patch
from tests.core.uploads.uploading import signed_in_with_csrf
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_file_is_refused_at_once(operator: Client, bucket: Bucket) -> None:
    answer = begin(operator, bucket, 0)
    assert answer.status_code == 422
    assert answer.content.decode() == "The file is empty."
    assert not Upload.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_comes(
    operator: Client, bucket: Bucket, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 1024**2
    answer = begin(operator, bucket, 1024**2 + 1)
    assert answer.status_code == 413
    assert "1.0 MB" in answer.content.decode()


def test_a_disk_without_room_refuses_before_anything_comes(
    operator: Client, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools, "MIN_FREE_BYTES", 2**60)
    answer = begin(operator, bucket, 100)
    assert answer.status_code == 507
    assert "no room" in answer.content.decode()


def test_an_unknown_bucket_is_said_to_be_unknown(operator: Client, engine: Engine) -> None:
    for target_id in ("987654", "x", "9" * 40, ""):
        answer = begin(operator, target_id, 100)
        assert answer.status_code == 404
        assert answer.content.decode() == "There is no such bucket."


@pytest.mark.parametrize("type", [BucketType.CATALOGUE, BucketType.LIVE])
def test_a_bucket_that_takes_no_files_says_why(
    operator: Client, bucket: Bucket, type: BucketType
) -> None:
    Bucket.objects.update(type=type)
    answer = begin(operator, bucket, 100)
    assert answer.status_code == 403
    assert bucket.name in answer.content.decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({}, 412),
        ({"Tus-Resumable": "1.0.0"}, 400),
        ({"Tus-Resumable": "1.0.0", "Upload-Length": "-1"}, 400),
        ({"Tus-Resumable": "1.0.0", "Upload-Length": "9" * 30}, 400),
        ({"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": "filename §"}, 400),
    ],
)
def test_a_request_that_is_not_tus_is_refused(
    operator: Client, headers: dict[str, str], status: int
) -> None:
    assert operator.post("/uploads/tus/", headers=headers).status_code == status


def test_a_chunk_that_is_too_long_or_of_another_type_is_refused(
    operator: Client, bucket: Bucket
) -> None:
    where = begin(operator, bucket, 100)["Location"]
    assert patch(operator, where, 0, bytes(101)).status_code == 413
    assert patch(operator, where, 0, b"{}", content_type="application/json").status_code == 415
    where = begin(operator, bucket, 20 * 1024**2)["Location"]
    assert patch(operator, where, 0, bytes(8 * 1024**2 + 1)).status_code == 413


def test_nobody_and_viewers_may_not_upload(bucket: Bucket) -> None:
    assert begin(Client(), bucket, 100).status_code == 302
    assert begin(signed_in_with_csrf(person(Role.VIEWER)), bucket, 100).status_code == 403
    assert not Upload.objects.exists()


def test_a_page_elsewhere_can_not_upload_in_somebodys_name(bucket: Bucket) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(person(Role.OPERATOR))
    assert begin(stranger, bucket, 100).status_code == 403
    assert not Upload.objects.exists()


def test_an_upload_is_open_to_its_own_person_only(operator: Client, bucket: Bucket) -> None:
    where = begin(operator, bucket, 100)["Location"]
    other = signed_in_with_csrf(person(Role.ADMIN))
    assert patch(other, where, 0, b"not yours").status_code == 404
    assert other.head(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert offset(operator, where) == 0
