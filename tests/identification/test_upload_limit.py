"""A file may be 100 MB; more is thrown away while it comes, and nothing is left on the disk."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from core.accounts.models import User
from core.accounts.scopes import TokenScope
from identification import upload_limit
from identification.models import Identification
from projects.models import Project
from tests.identification.test_rest import Service

MEGABYTE = 1024 * 1024


@pytest.fixture
def spool(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads and samples lie while they are worked on."""
    folder = tmp_path / "spool"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that a test can pass quickly."""
    monkeypatch.setattr(upload_limit, "MAX_BYTES", MEGABYTE)
    monkeypatch.setattr(upload_limit, "MAX_DISCARDED_BYTES", 4 * MEGABYTE)


def of(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("long.wav", bytes(size), "audio/wav")


@pytest.mark.parametrize("size", [2 * MEGABYTE, 6 * MEGABYTE])
def test_larger_file_is_refused_with_the_form_as_it_was(
    project: Project, signed_in: Client, spool: Path, small: None, size: int
) -> None:
    fields = {"project": project.pk, "begin": "7.5", "length": 12, "sample": of(size)}
    response = signed_in.post("/identify/", fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "larger than 100 MB" in page
    assert 'value="7.5"' in page
    assert list(spool.iterdir()) == []


def test_larger_file_is_a_413_for_a_service(
    project: Project, operator: User, spool: Path, small: None
) -> None:
    service = Service(operator, TokenScope.IDENTIFY)
    fields = {"project": project.pk, "sample": of(2 * MEGABYTE)}
    response = service.client.post("/api/portal/identify", fields)
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    assert list(spool.iterdir()) == []


def test_nothing_of_the_file_is_left_when_it_was_identified(
    project: Project, signed_in: Client, part: Callable[..., Path], spool: Path
) -> None:
    with part("night-bus").open("rb") as recording:
        fields = {"project": project.pk, "begin": 0, "length": 12, "sample": recording}
        signed_in.post("/identify/", {**fields, "second_opinion": "on"})
    assert Identification.objects.count() == 1
    assert list(spool.iterdir()) == []


def test_nothing_is_left_of_a_file_that_was_refused(
    project: Project, signed_in: Client, spool: Path
) -> None:
    fields = {"project": project.pk, "begin": 0, "length": 12, "sample": of(MEGABYTE)}
    assert signed_in.post("/identify/", fields).status_code == 422
    assert list(spool.iterdir()) == []
