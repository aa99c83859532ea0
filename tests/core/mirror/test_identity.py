"""One mirror, one account: another one is refused until a person adopts it."""

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from pytest_django import Settings

from buckets.models import Bucket
from buckets.services.buckets import create_bucket, delete_bucket
from core.accounts.audit import system_actor
from core.clients.console import Console
from core.jobs import running, tasks
from core.jobs.models import Job, JobState
from core.mirror import remote, services
from core.mirror.models import MirrorPass, MirrorRemote, PassState
from core.mirror.read_through import fetch_one
from core.mirror.resources import WHOLE_ACCOUNT
from core.mirror.switch_account import switch_account
from projects.models import Project
from projects.resources import PROJECTS
from tests.core.mirror.conftest import FullPass, at_page, new_bucket

pytestmark = pytest.mark.django_db(transaction=True)


def test_another_address_stops_passes_and_writes(
    account: Console, full_pass: FullPass, settings: Settings
) -> None:
    new_bucket(account, "ours")
    full_pass("buckets")
    settings.REMOTE_IS_ENGINE = False
    job = services.request_full_pass(resource="buckets")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "manage.py mirror adopt" in job.error
    with pytest.raises(remote.OtherAccountError):
        create_bucket(name="x", type="File", region="eu-west-1", by=system_actor("a person"))


def test_another_accounts_objects_stop_the_pass(account: Console, full_pass: FullPass) -> None:
    fields = {"name": "p", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    account.create("base-projects", fields)
    full_pass("projects")
    MirrorRemote.objects.update(account="another")
    job = services.request_full_pass(resource="projects")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "account another" in job.error


@pytest.fixture
def found_out(account: Console, full_pass: FullPass, settings: Settings) -> Project:
    """A mirrored project of another account than the one that a pass has just met."""
    fields = {"name": "p", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    account.create("base-projects", fields)
    full_pass("projects")
    account.delete(f"base-projects/{Project.objects.get().pk}")
    account.create("base-projects", fields)
    MirrorRemote.objects.update(account="another")
    full_pass("projects")
    return Project.objects.live().get()


def test_once_another_account_was_met_nothing_is_asked_of_it(found_out: Project) -> None:
    job = services.request_full_pass(resource="buckets")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert (job.state, Bucket.objects.count()) == (JobState.FAILED, 0)
    with pytest.raises(remote.OtherAccountError, match="token of account another"):
        fetch_one(PROJECTS, WHOLE_ACCOUNT, found_out.pk)
    with pytest.raises(remote.OtherAccountError):
        remote.check_writable()
    assert Project.objects.live().get() == found_out


def test_the_right_token_opens_the_mirror_again(found_out: Project, settings: Settings) -> None:
    settings.ACRCLOUD_TOKEN = "of the account that was mirrored"
    remote.check_same_address()


def test_adopting_forgets_the_account_that_was_met(found_out: Project, account: Console) -> None:
    call_command("mirror", "adopt", "--yes", verbosity=0)
    for job in Job.objects.unfinished():
        tasks.run(job.pk)
    [there] = account.page("base-projects", number=1, per_page=10).rows
    assert Project.objects.get().pk == there["id"]
    remote.check_writable()


def test_an_answer_of_another_account_is_not_mirrored(
    account: Console, full_pass: FullPass
) -> None:
    remote.check_same_account("another")
    fields = {"name": "p", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    key = account.create("base-projects", fields).rows[0]["id"]
    with pytest.raises(remote.OtherAccountError):
        fetch_one(PROJECTS, WHOLE_ACCOUNT, key)
    assert not Project.objects.exists()
    with pytest.raises(remote.OtherAccountError):
        remote.check_writable()


def test_adopting_starts_the_mirror_anew(account: Console, full_pass: FullPass) -> None:
    new_bucket(account, "ours")
    full_pass("buckets")
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    call_command("mirror", "adopt", "--yes", verbosity=0)
    assert not Bucket.objects.exists()
    for job in Job.objects.unfinished():
        tasks.run(job.pk)
    assert Bucket.objects.filter(name="ours").exists()
    assert MirrorRemote.objects.get().base_url == "embedded engine"


@pytest.mark.parametrize("save_every", [0.0, 60.0])
def test_adopting_while_a_pass_runs_reads_the_list_anew(
    account: Console, settings: Settings, monkeypatch: pytest.MonkeyPatch, save_every: float
) -> None:
    settings.SYNC_PAGE_SIZE = 1
    # Each page, or none: the pass notices at its next sign of progress, or when it has ended.
    monkeypatch.setattr(running, "SAVE_EVERY_SECONDS", save_every)
    ours = {new_bucket(account, f"ours {at}") for at in range(3)}
    begun = services.request_full_pass(resource="buckets")

    def start_anew() -> None:
        switch_account()

    with at_page(2, start_anew):
        tasks.run(begun.pk)
    assert not MirrorPass.objects.exists(), "the old pass is forgotten"
    while waiting := Job.objects.unfinished():
        waiting.update(run_after=Now())
        for job in waiting:
            tasks.run(job.pk)
    assert MirrorPass.objects.get(resource="buckets").state == PassState.DONE
    assert ours <= set(Bucket.objects.live().values_list("pk", flat=True))


def test_read_only_refuses_every_write_and_still_mirrors(
    account: Console, full_pass: FullPass, settings: Settings
) -> None:
    new_bucket(account, "there")
    settings.ACRCLOUD_READ_ONLY = True
    full_pass("buckets")
    bucket = Bucket.objects.get(name="there")
    with pytest.raises(remote.ReadOnlyError):
        delete_bucket(bucket=bucket, by=system_actor("a person"))
    assert account.get(f"buckets/{bucket.pk}").rows
