"""A tag never stands for two answers: no number of a tally ever comes back."""

import uuid

import pytest
from django.db import transaction
from django.test import Client

from buckets.models import AudioFile, Bucket, LiveChannel
from buckets.resources import BUCKETS, FILES
from core.gateway import kept_answers
from core.mirror.schema.build import build_companions
from core.mirror.schema.rebuild import rebuild_tables
from projects.models import Project
from scanning.models import Container, ScannedFile
from scanning.resources import SCANNED_FILES
from tests.core.accounts.actors import service_with
from tests.core.gateway.mirror_rows import audio_file, bucket
from tests.core.gateway.tagged_answers import (
    FILES_OF_8,
    LISTS,
    READ,
    SCANS_OF_9,
    WITH_RESULTS,
    change_payload,
    fill_account,
    status_of,
    tag_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account() -> None:
    fill_account()


@pytest.fixture
def client() -> Client:
    return service_with(*READ)


@pytest.mark.parametrize("path", LISTS)
def test_a_tally_that_is_made_anew_repeats_no_number(client: Client, path: str) -> None:
    tag = tag_of(client, path)
    for model in (Bucket, AudioFile, LiveChannel, Project, Container, ScannedFile):
        build_companions(model)
    assert status_of(client, path, tag) == 200


def test_an_empty_list_is_no_other_after_its_tally_was_made_anew(client: Client) -> None:
    """Its rows are counted from the same beginning, and may be as many as before."""
    bucket(12)
    path, tags = "/api/buckets/12/files", set()
    for _ in range(5):
        audio_file(40, 12, title=str(uuid.uuid4()))
        tags.add(tag_of(client, path))
        AudioFile.objects.filter(pk=40).delete()
        build_companions(AudioFile)
    assert len(tags) == 5


def test_a_restored_backup_repeats_no_number(client: Client) -> None:
    """It has the tally of an earlier day, and another history from there on."""
    paths = ("/api/buckets", FILES_OF_8, SCANS_OF_9, WITH_RESULTS)
    tags: dict[str, set[str]] = {path: set() for path in paths}
    for _ in range(4):
        with transaction.atomic():
            change_payload(BUCKETS, Bucket.objects.get(pk=8))
            change_payload(FILES, AudioFile.objects.get(pk=1), "8")
            change_payload(SCANNED_FILES, ScannedFile.objects.get(), "9")
            for path in paths:
                tags[path].add(tag_of(client, path))
            transaction.set_rollback(True)
    assert {path: len(seen) for path, seen in tags.items()} == dict.fromkeys(paths, 4)


def test_another_format_is_another_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tags = {path: tag_of(client, path) for path in (FILES_OF_8, "/api/buckets/8")}
    monkeypatch.setattr(kept_answers, "FORMAT", kept_answers.FORMAT + 1)
    assert {status_of(client, path, tag) for path, tag in tags.items()} == {200}


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_of_the_tables_shows_every_list_again(client: Client) -> None:
    tags = {path: tag_of(client, path) for path in LISTS}
    rebuild_tables()
    assert {path for path, tag in tags.items() if status_of(client, path, tag) != 200} == set()
