"""What the clock asks for, and when it waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from core.accounts.audit import system_actor
from core.jobs import ledger
from core.jobs.models import Job
from core.mirror import due_passes, remote, services
from core.mirror.models import MirrorPass, MirrorRemote, MirrorScope, Mode, PassState, SideDue
from core.mirror.resources import all_resources, get_resource
from tests.core.gateway import mirror_rows

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _buckets() -> None:
    for key in (1, 2, 3):
        mirror_rows.bucket(key)
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
    due_passes.enqueue_due_passes()
    jobs = Job.objects.unfinished().filter(args__resource="files").order_by("pk")
    return [(job.kind, job.args["scope"]) for job in jobs]


def due_for_full_pass() -> list[str]:
    known = due_passes.Known.of(all_resources())
    return due_passes.scopes_due_for_full_pass(get_resource("files"), known)


def is_head_pass_due() -> bool:
    known = due_passes.Known.of(all_resources())
    return due_passes.is_head_pass_due(get_resource("files"), known)


def test_one_list_read_by_hand_puts_off_no_other() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=DAY + timedelta(hours=1))
    read("1")
    assert asked() == [(services.FULL, "")]


def test_all_lists_are_read_once_within_the_interval() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=DAY / 2, state=PassState.HELD if scope == "2" else PassState.DONE)
    assert due_for_full_pass() == []


def test_a_list_that_is_new_is_left_to_the_head_pass() -> None:
    read("1")
    read("2")
    assert asked() == [(services.HEAD, "")]


def test_a_list_that_is_gone_makes_nothing_due() -> None:
    for scope in ("1", "2", "3"):
        read(scope)
    read("4", ago=3 * DAY)
    assert due_for_full_pass() == []


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
    assert due_for_full_pass() == []


def test_a_pass_that_stopped_on_its_way_is_tried_again_as_a_whole() -> None:
    read("1", ago=timedelta(hours=2), state=PassState.FAILED)
    assert asked() == [(services.FULL, "")]


def test_a_pass_that_a_person_has_just_cancelled_is_not_asked_for_again() -> None:
    for scope in ("1", "2", "3"):
        read(scope, ago=2 * DAY)
    read("1", state=PassState.CANCELLED)
    assert due_for_full_pass() == []


def test_a_held_pass_that_a_person_dismissed_is_not_asked_for_again() -> None:
    read("1")
    read("2", ago=DAY / 2, state=PassState.HELD)
    read("3")
    services.dismiss_held(held=MirrorPass.objects.get(scope="2"), by=system_actor("a person"))
    assert due_for_full_pass() == []


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
        mark = next(one.mark for one in get_resource("files").scopes() if one.id == scope)
        of_list = MirrorScope.objects.filter(resource="files", scope=scope)
        of_list.update(mark=mark, headed_at=timezone.now())
    assert not is_head_pass_due()
    MirrorScope.objects.filter(scope="2").update(mark="before")
    assert is_head_pass_due()
    read("2", state=PassState.FAILED, mode=Mode.HEAD)
    assert not is_head_pass_due()
    settings.SYNC_HEAD_EVERY_SECONDS = 0
    assert is_head_pass_due()


def test_nothing_is_asked_of_another_account(settings: Settings) -> None:
    remote.check_same_address()
    mirror_rows.container(1)
    SideDue.objects.create(resource="scanned-files", scope="1", remote_id="x" * 8)
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    due_passes.enqueue_due_passes()
    assert not Job.objects.exists()


def test_the_tick_asks_the_database_the_same_however_many_lists_there_are() -> None:
    counts = []
    for buckets in (3, 12):
        for key in range(1, buckets + 1):
            mirror_rows.bucket(key)
            mirror_rows.container(key)
        for resource in all_resources():
            for scope in resource.scopes():
                read(scope.id, resource=resource.name)
                MirrorScope.objects.update_or_create(
                    resource=resource.name,
                    scope=scope.id,
                    defaults={"mark": scope.mark, "headed_at": timezone.now()},
                )
        due_passes.enqueue_due_passes()
        with CaptureQueriesContext(connection) as asked:
            due_passes.enqueue_due_passes()
        assert not Job.objects.exists()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 13
