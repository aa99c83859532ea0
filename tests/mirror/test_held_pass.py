"""A held pass waits for a person, and either answer is carried out."""

import pytest

from accounts.audit import system_actor
from accounts.models import AuditEntry
from clients.console import Console
from jobs import tasks
from mirror import services
from mirror.models import MirrorPass, MissingRow, PassState
from projects.models import Project
from tests.mirror.conftest import FullPass

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


def test_released_it_keeps_what_the_remote_does_have(
    held: MirrorPass, account: Console, full_pass: FullPass
) -> None:
    fields = {"name": "there", "region": "eu-west-1", "type": "AVR", "buckets": [23]}
    there = account.create("base-projects", fields).rows[0]["id"]
    full_pass("projects")
    MissingRow.objects.create(mirror_pass=held, remote_id=str(there))
    tasks.run(services.release_held(held=held, by=PERSON).pk)
    assert list(Project.objects.live().values_list("pk", flat=True)) == [there]


def test_dismissed_it_changes_nothing(held: MirrorPass) -> None:
    services.dismiss_held(held=held, by=PERSON)
    assert Project.objects.live().count() == 3
    assert not MissingRow.objects.exists()


def test_only_the_first_decision_counts(held: MirrorPass) -> None:
    services.dismiss_held(held=held, by=PERSON)
    with pytest.raises(services.NotHeld):
        services.release_held(held=held, by=PERSON)
