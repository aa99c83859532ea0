"""One mirror, one account: another one is refused until a person adopts it."""

import pytest
from django.core.management import call_command
from pytest_django import Settings

from accounts.audit import system_actor
from buckets import services as buckets
from buckets.models import Bucket
from clients.console import Console
from jobs import tasks
from jobs.models import Job, State
from mirror import remote, services
from mirror.models import MirrorRemote
from tests.mirror.conftest import FullPass, new_bucket

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
    assert job.state == State.FAILED
    assert "manage.py mirror adopt" in job.error
    with pytest.raises(remote.OtherAccount):
        buckets.create_bucket(
            name="x", type="File", region="eu-west-1", by=system_actor("a person")
        )


def test_another_accounts_objects_stop_the_pass(account: Console, full_pass: FullPass) -> None:
    fields = {"name": "p", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    account.create("base-projects", fields)
    full_pass("projects")
    MirrorRemote.objects.update(account="another")
    job = services.request_full_pass(resource="projects")
    tasks.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "account another" in job.error


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


def test_read_only_refuses_every_write_and_still_mirrors(
    account: Console, full_pass: FullPass, settings: Settings
) -> None:
    new_bucket(account, "there")
    settings.ACRCLOUD_READ_ONLY = True
    full_pass("buckets")
    bucket = Bucket.objects.get(name="there")
    with pytest.raises(remote.ReadOnly):
        buckets.delete_bucket(bucket=bucket, by=system_actor("a person"))
    assert account.get(f"buckets/{bucket.pk}").rows
