"""AudioTag's opinion: asked for in the background, once, until it is there or can't be."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from core.accounts.audit import Actor
from core.jobs import ledger, tasks
from core.jobs.models import Job, JobState
from identification.models import SecondOpinion
from identification.services.identify import identify
from identification.services.second_opinion import job_of
from projects.models import Project
from tests.core.clients.stub_remote import StubRemote, stub_remote

Seek = Callable[..., SecondOpinion]
State = SecondOpinion.State
WAIT = b'{"success": true, "error": null, "result": "wait"}'
ACCEPTED = b'{"success": true, "error": null, "token": "c5c7f4", "job_status": "wait"}'


@pytest.fixture
def seek(project: Project, actor: Actor, part: Callable[..., Path]) -> Seek:
    """Identify a piece with a second opinion."""

    def make(slug: str = "night-bus", **fields: Any) -> SecondOpinion:
        row = identify(
            sample_path=part(slug, seconds=20, codec="wav"),
            sample_name="on air.mp3",
            project=project,
            with_second_opinion=True,
            by=actor,
            **fields,
        )
        return SecondOpinion.objects.get(identification=row)

    return make


@pytest.fixture
def audiotag(settings: Settings, project: Project) -> Iterator[StubRemote]:
    """An AudioTag that answers as it is told."""
    with stub_remote() as one:
        settings.AUDIOTAG_URL = f"{one.url}/api"
        yield one


def run(opinion: SecondOpinion) -> Job:
    """One run of its job, as a worker would."""
    job = job_of(opinion)
    assert job is not None
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))
    tasks.run(job.pk)
    job.refresh_from_db()
    opinion.refresh_from_db()
    return job


def test_real_opinion_names_the_piece(seek: Seek, signed_in: Client) -> None:
    opinion = seek()
    for _ in range(10):
        if run(opinion).is_finished:
            break

    assert opinion.state == State.FOUND
    assert opinion.result is not None
    assert opinion.result.candidates[0].tracks[0].title == "Night Bus 27"
    page = signed_in.get(f"/identify/history/{opinion.identification_id}/").content.decode()
    assert "It names the same title." in page


def test_noise_has_no_second_name_either(
    project: Project, actor: Actor, noise: Path, signed_in: Client
) -> None:
    row = identify(
        sample_path=noise,
        sample_name="noise",
        project=project,
        with_second_opinion=True,
        by=actor,
    )
    opinion = SecondOpinion.objects.get(identification=row)
    for _ in range(10):
        if run(opinion).is_finished:
            break
    assert opinion.state == State.NOT_FOUND
    page = signed_in.get(f"/identify/history/{row.pk}/").content.decode()
    assert "AudioTag did not recognize the sample." in page


def test_sample_is_kept_until_audiotag_has_it_and_no_longer(
    seek: Seek, audiotag: StubRemote
) -> None:
    opinion = seek()
    assert bytes(opinion.sample)[:4] == b"RIFF"
    assert opinion.duration == pytest.approx(15, abs=0.1)

    audiotag.answers = [ACCEPTED]
    audiotag.answer = b'{"success": true, "error": null, "result": "not found"}'
    run(opinion)

    assert opinion.state == State.NOT_FOUND
    assert bytes(opinion.sample) == b""


def test_worker_does_not_wait_longer_than_a_moment_for_audiotag(
    seek: Seek, audiotag: StubRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identification.services.second_opinion.POLL_SECONDS", 0.1)
    opinion = seek()
    audiotag.answers, audiotag.answer = [ACCEPTED], WAIT

    job = run(opinion)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert opinion.is_waiting
    assert bytes(opinion.sample) == b"", "AudioTag has it now"

    run(opinion)
    assert sum(b"RIFF" in body for body in audiotag.bodies) == 1, "the sample is handed in once"


def test_audiotag_that_never_ends_is_given_up_after_five_minutes(
    seek: Seek, audiotag: StubRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identification.services.second_opinion.POLL_SECONDS", 0.1)
    opinion = seek()
    audiotag.answers, audiotag.answer = [ACCEPTED], WAIT
    run(opinion)
    SecondOpinion.objects.update(sent_at=timezone.now() - timedelta(minutes=6))

    job = run(opinion)
    assert job.state == JobState.FAILED
    assert opinion.state == State.FAILED
    assert "five minutes" in opinion.error


def test_audiotag_that_is_down_is_tried_again_and_then_given_up(
    seek: Seek, audiotag: StubRemote
) -> None:
    opinion = seek()
    audiotag.status = 503
    job = run(opinion)
    assert job.state == JobState.QUEUED
    assert opinion.is_waiting

    for _ in range(job.max_attempts - 1):
        job = run(opinion)
    assert job.state == JobState.FAILED
    assert opinion.state == State.FAILED
    assert "503" in opinion.error
    assert bytes(opinion.sample) == b""


def test_refused_key_is_not_tried_again_and_says_what_to_do(seek: Seek, settings: Settings) -> None:
    settings.AUDIOTAG_API_KEY = "not-the-key"
    opinion = seek()
    job = run(opinion)
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert opinion.state == State.FAILED
    assert "does not know the key" in opinion.error
    assert "not-the-key" not in opinion.error + job.error


def test_moment_too_short_for_audiotag_leaves_the_first_opinion_alone(seek: Seek) -> None:
    opinion = seek(begin=16.0, length=3.0)
    assert opinion.state == State.FAILED
    assert "5 seconds" in opinion.error
    assert opinion.identification.status_code is not None
    assert job_of(opinion) is None


def test_without_a_key_no_opinion_is_sought(
    project: Project,
    actor: Actor,
    part: Callable[..., Path],
    settings: Settings,
    signed_in: Client,
) -> None:
    settings.AUDIOTAG_API_KEY = ""
    identify(
        sample_path=part("night-bus"),
        sample_name="x",
        project=project,
        with_second_opinion=True,
        by=actor,
    )
    assert not SecondOpinion.objects.exists()
    assert "AudioTag" not in signed_in.get("/identify/").content.decode()


def test_page_follows_the_opinion_and_stops_when_it_is_there(
    seek: Seek, audiotag: StubRemote, signed_in: Client
) -> None:
    opinion = seek()
    url = f"/identify/history/{opinion.identification_id}/second-opinion/"
    headers = {"HX-Request": "true", "HX-Target": "opinion"}
    first = signed_in.get(url, headers=headers)
    assert 'hx-trigger="every 2s"' in first.content.decode()
    unchanged = signed_in.get(url, headers={**headers, "If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304

    audiotag.answers = [ACCEPTED]
    audiotag.answer = b'{"success": true, "error": null, "result": "not found"}'
    run(opinion)
    last = signed_in.get(url, headers={**headers, "If-None-Match": first["ETag"]})
    assert last.status_code == 200
    assert "hx-trigger" not in last.content.decode()


def test_cancelled_job_does_not_leave_the_page_waiting(seek: Seek, signed_in: Client) -> None:
    opinion = seek()
    job = job_of(opinion)
    assert job is not None
    ledger.request_cancel(job.pk)
    page = signed_in.get(f"/identify/history/{opinion.identification_id}/").content.decode()
    assert "stopped before AudioTag answered" in page
    assert "every 2s" not in page
