"""Neither half of a project's key, nor AudioTag's, shows anywhere but in the signed request."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import serializers
from django.test import Client

from core.accounts.models import AuditEntry, User
from core.accounts.roles import Role
from core.jobs.models import Job
from core.mirror import secrets
from identification.models import Identification, SecondOpinion
from projects.models import Project
from tests.core.clients.stub_remote import stub_remote
from tests.engines import Engine


@pytest.fixture
def key(project: Project, demo_engine: Engine) -> tuple[str, ...]:
    """What must not be seen."""
    secret = secrets.unseal(project.secrets)["access_secret"]
    return secret, project.access_key, demo_engine.audiotag_key


def test_no_key_in_pages_history_trail_jobs_or_logs(
    project: Project,
    key: tuple[str, ...],
    signed_in: Client,
    part: Callable[..., Path],
    run_due: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    fields = {"project": project.pk, "begin": 0, "length": 12, "second_opinion": "on"}
    with part("night-bus").open("rb") as recording:
        made = signed_in.post("/identify/", {**fields, "sample": recording}, follow=True)
    run_due()
    run_due()

    row = Identification.objects.get()
    seen = [
        made.content.decode(),
        signed_in.get("/identify/").content.decode(),
        signed_in.get("/identify/history/").content.decode(),
        signed_in.get(f"/identify/history/{row.pk}/").content.decode(),
        serializers.serialize(
            "json",
            [row, *SecondOpinion.objects.all(), *Job.objects.all(), *AuditEntry.objects.all()],
        ),
        caplog.text,
    ]
    assert "Night Bus 27" in seen[0]
    assert caplog.records, "the log was looked at"
    for text in seen:
        for secret in key:
            assert secret not in text


def test_no_key_in_what_is_told_of_a_service_that_is_down(
    project: Project,
    key: tuple[str, ...],
    signed_in: Client,
    part: Callable[..., Path],
    settings: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with stub_remote() as remote:
        remote.status = 500
        settings.ACRCLOUD_IDENTIFY_URL = remote.url  # type: ignore[attr-defined]
        with part("night-bus").open("rb") as recording:
            fields = {"project": project.pk, "begin": 0, "length": 12, "sample": recording}
            page = signed_in.post("/identify/", fields).content.decode()
        assert key[1].encode() in remote.bodies[0], "the key was used"
        assert key[0].encode() not in remote.bodies[0], "the secret only signs"
    for secret in key:
        assert secret not in page + caplog.text + Identification.objects.get().error


def test_staff_see_rows_without_the_sample(
    project: Project,
    key: tuple[str, ...],
    person: Callable[[Role], User],
    signed_in: Client,
    part: Callable[..., Path],
) -> None:
    fields = {"project": project.pk, "begin": 0, "length": 12, "second_opinion": "on"}
    with part("night-bus").open("rb") as recording:
        signed_in.post("/identify/", {**fields, "sample": recording})
    staff = person(Role.ADMIN)
    staff.is_staff = staff.is_superuser = True
    staff.save()
    browser = Client()
    browser.force_login(staff)
    opinion = SecondOpinion.objects.get()
    page = browser.get(f"/admin/identification/secondopinion/{opinion.pk}/change/").content.decode()
    assert "RIFF" not in page
    for secret in key:
        assert secret not in page
