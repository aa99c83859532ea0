"""What the clock asks for, and when it waits."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.audit import system_actor
from jobs import ledger
from jobs.models import Job
from mirror import due, remote, services
from mirror.models import MirrorPass, MirrorRemote, MirrorScope, Mode, PassState, SideDue
from mirror.resources import named
from tests.accounts import mirrored

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _buckets() -> None:
    for key in (1, 2, 3):
        mirrored.bucket(key)
    read("", state=PassState.DONE, resource="buckets")


def read(
    scope: str,
    *,
    ago: timedelta = timedelta(0),
    state: PassState = PassState.DONE,
    resource: str = "files",
    mode: Mode = Mode.FULL,
) -> None:
    at = timezone.now() - ago
    MirrorPass.objects.create(
        resource=resource, scope=scope, mode=mode, state=state, started_at=at, finished_at=at
    )


def asked() -> list[tuple[str, str]]:
    services.enqueue_due_passes()
    jobs = Job.objects.unfinished().filter(args__resource="files").order_by("pk")
    return [(job.kind, job.args["scope"]) for job in jobs]


def test_one_list_read_by_hand_puts_off_no_other() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=DAY + timedelta(hours=1))
    read("1")
    assert asked() == [(services.FULL, "")]


def test_all_lists_are_read_once_within_the_interval() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=DAY / 2, state=PassState.HELD if scope == "2" else PassState.DONE)
    assert due.full_passes(named("files")) == []


def test_a_list_that_is_new_is_left_to_the_head_pass() -> None:
    read("1")
    read("2")
    assert asked() == [(services.HEAD, "")]


def test_a_list_that_is_gone_makes_nothing_due() -> None:
    for scope in ("1", "2", "3"):
        read(scope)
    read("4", ago=3 * DAY)
    assert due.full_passes(named("files")) == []


@pytest.mark.parametrize("state", [PassState.FAILED, PassState.RUNNING])
def test_a_list_that_failed_is_tried_again_by_itself_an_hour_later(
    state: PassState,
) -> None:
    read("1")
    read("2", ago=timedelta(hours=1, minutes=1), state=state)
    read("3")
    assert asked() == [(services.FULL, "2")]
    Job.objects.all().delete()
    MirrorPass.objects.filter(scope="2").update(finished_at=timezone.now())
    assert due.full_passes(named("files")) == []


def test_a_pass_that_stopped_on_its_way_is_tried_again_as_a_whole() -> None:
    read("1", ago=timedelta(hours=2), state=PassState.FAILED)
    assert asked() == [(services.FULL, "")]


def test_a_pass_that_a_person_has_just_cancelled_is_not_asked_for_again() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=2 * DAY)
    read("1", state=PassState.CANCELLED)
    assert due.full_passes(named("files")) == []


def test_a_held_pass_that_a_person_dismissed_is_not_asked_for_again() -> None:
    read("1")
    read("2", ago=DAY / 2, state=PassState.HELD)
    read("3")
    services.dismiss_held(held=MirrorPass.objects.get(scope="2"), by=system_actor("a person"))
    assert due.full_passes(named("files")) == []


def test_a_running_pass_is_not_told_to_run_once_more() -> None:
    read("1", ago=2 * DAY)
    job = services.request_full_pass(resource="files", scope="1")
    assert ledger.claim(job.pk)
    assert asked()[0] == (services.FULL, "1")
    job.refresh_from_db()
    assert not job.again


def test_a_moved_list_that_fails_is_looked_at_by_the_clock(settings: Settings) -> None:
    for scope in ("1", "2", "3"):
        read(scope)
        mark = next(one.mark for one in named("files").scopes() if one.id == scope)
        MirrorScope.objects.create(
            resource="files", scope=scope, mark=mark, headed_at=timezone.now()
        )
    assert not due.head_pass(named("files"))
    MirrorScope.objects.filter(scope="2").update(mark="before")
    assert due.head_pass(named("files"))
    read("2", state=PassState.FAILED, mode=Mode.HEAD)
    assert not due.head_pass(named("files"))
    settings.SYNC_HEAD_EVERY_SECONDS = 0
    assert due.head_pass(named("files"))


def test_nothing_is_asked_of_another_account(settings: Settings) -> None:
    remote.check_same_address()
    mirrored.container(1)
    SideDue.objects.create(resource="scanned-files", scope="1", remote_id="x" * 8)
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    services.enqueue_due_passes()
    assert not Job.objects.exists()
