"""A held pass waits for a person, and either answer is carried out."""

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from core.accounts.audit import system_actor
from core.accounts.models import AuditEntry
from core.clients.console import Console
from core.jobs import ledger, tasks
from core.jobs.models import Job, JobState
from core.mirror import services
from core.mirror.models import MirrorPass, MissingRow, PassState
from core.mirror.presenters import held_passes
from core.mirror.read_through import fetch_one
from core.mirror.resources import WHOLE_ACCOUNT
from projects.models import Project
from projects.resources import PROJECTS
from tests.core.mirror.conftest import Faults, FullPass

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = system_actor("a person")


@pytest.fixture
def held(account: Console, full_pass: FullPass) -> MirrorPass:
    for at in range(3):
        fields = {"name": f"p{at}", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
        account.create("base-projects", fields)
    full_pass("projects")
    for project in Project.objects.order_by("pk")[:3]:
        account.delete(f"base-projects/{project.pk}")
    made = full_pass("projects")
    assert made.state == PassState.HELD
    return made


def test_released_it_confirms_each_and_marks_them_as_gone(held: MirrorPass) -> None:
    job = services.release_held(held=held, by=PERSON)
    tasks.run(job.pk)
    held.refresh_from_db()
    assert (held.state, held.gone) == (PassState.DONE, 3)
    assert not Project.objects.live().exists()
    assert not MissingRow.objects.exists()
    assert AuditEntry.objects.filter(act="release held pass").exists()


def test_released_it_keeps_what_the_remote_does_have(held: MirrorPass, account: Console) -> None:
    fields = {"name": "there", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    there = account.create("base-projects", fields).rows[0]["id"]
    fetch_one(PROJECTS, WHOLE_ACCOUNT, there)
    MissingRow.objects.create(mirror_pass=held, remote_id=str(there))
    tasks.run(services.release_held(held=held, by=PERSON).pk)
    assert list(Project.objects.live().values_list("pk", flat=True)) == [there]


def test_dismissed_it_changes_nothing(held: MirrorPass) -> None:
    services.dismiss_held(held=held, by=PERSON)
    assert Project.objects.live().count() == 3
    assert not MissingRow.objects.exists()


def test_a_release_that_is_cancelled_before_it_starts_leaves_the_pass_held(
    held: MirrorPass, admin_client: Client
) -> None:
    address = f"/sync/passes/{held.pk}/"
    job = services.release_held(held=held, by=PERSON)
    html = admin_client.get(address).content.decode()
    assert f'href="/jobs/{job.pk}/"' in html
    assert "Go on" not in html
    assert ledger.request_cancel(job.pk)
    assert "Go on" in admin_client.get(address).content.decode()
    tasks.run(services.release_held(held=held, by=PERSON).pk)
    held.refresh_from_db()
    assert held.state == PassState.DONE


def test_a_release_goes_on_after_its_worker_died(held: MirrorPass) -> None:
    job = services.release_held(held=held, by=PERSON)
    MirrorPass.objects.filter(pk=held.pk).update(state=PassState.RUNNING)
    tasks.run(job.pk)
    held.refresh_from_db()
    assert (held.state, held.gone) == (PassState.DONE, 3)


def test_a_release_that_fails_leaves_the_decision_to_a_person(
    held: MirrorPass, faults: Faults
) -> None:
    faults("status", path="/api/base-projects/*", status=422)
    job = services.release_held(held=held, by=PERSON)
    tasks.run(job.pk)
    still = MirrorPass.objects.get(pk=held.pk)
    assert (still.state, still.error) == (PassState.HELD, held.error)
    services.dismiss_held(held=held, by=PERSON)
    Job.objects.update(run_after=Now())
    tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "This pass is not held any more.")
    assert Project.objects.live().count() == 3


def test_a_release_asks_nothing_of_another_account(held: MirrorPass, settings: Settings) -> None:
    settings.REMOTE_IS_ENGINE = False
    job = services.release_held(held=held, by=PERSON)
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    held.refresh_from_db()
    assert (held.state, held.requests) == (PassState.HELD, 1)
    assert Project.objects.live().count() == 3


@pytest.mark.parametrize("is_back", [True, False])
def test_a_later_pass_of_the_list_takes_its_place(
    held: MirrorPass, account: Console, full_pass: FullPass, is_back: bool
) -> None:
    if is_back:
        fields = {"name": "there", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
        account.create("base-projects", fields)
    later = full_pass("projects")
    held.refresh_from_db()
    assert held.state == PassState.CANCELLED
    assert "A later pass" in held.error
    assert not held.missing.exists()
    with pytest.raises(services.PassNotHeldError):
        services.release_held(held=held, by=PERSON)
    assert held_passes() == ([] if is_back else [later])


def test_only_the_first_decision_counts(held: MirrorPass) -> None:
    services.dismiss_held(held=held, by=PERSON)
    with pytest.raises(services.PassNotHeldError):
        services.release_held(held=held, by=PERSON)
