"""What the remote fails to give of one list or object holds up none of the others."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from buckets.models import AudioFile
from core.clients.console import Console
from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.mirror import clock, services
from core.mirror.models import MirrorPass, MirrorScope, SideDue
from core.mirror.passes import hot
from core.mirror.passes.failures import MAX_CONSECUTIVE_FAILURES
from core.mirror.resources import get_resource
from scanning.resources import CONTAINERS
from tests.core.gateway import mirror_rows
from tests.core.mirror.conftest import Faults, FullPass, at_page, new_bucket, new_file, run_now
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def buckets(engine: Engine, account: Console, full_pass: FullPass) -> list[int]:
    """Three buckets with a file each; the first one's id is the smallest."""
    made = [new_bucket(account, f"bucket {at}") for at in range(3)]
    for bucket in made:
        new_file(engine, bucket, f"in {bucket}")
    full_pass("buckets")
    return made


def read() -> set[int]:
    return set(AudioFile.objects.live().values_list("bucket_id", flat=True))


def again(job: Job) -> Job:
    Job.objects.update(run_after=Now())
    tasks.run(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("status", [422, 500])
@pytest.mark.parametrize(
    "request_pass", [services.request_full_pass, services.request_head_pass], ids=["full", "head"]
)
def test_the_other_lists_are_read_and_the_failure_is_said(
    buckets: list[int], faults: Faults, status: int, request_pass: Callable[..., Job]
) -> None:
    faults("status", path=f"/api/buckets/{buckets[0]}/files", status=status)
    job = again(request_pass(resource="files"))
    assert read() == set(buckets[1:])
    assert (job.state, bool(job.error)) == (JobState.QUEUED, True)


def test_the_next_attempt_reads_only_what_failed_and_goes_on_at_its_place(
    engine: Engine, buckets: list[int], faults: Faults, settings: Settings
) -> None:
    settings.SYNC_PAGE_SIZE = settings.SYNC_FETCHERS = 1
    for at in range(5):
        new_file(engine, buckets[0], f"file {at}")
    job = services.request_full_pass(resource="files")
    path = f"/api/buckets/{buckets[0]}/files"
    with at_page(5, lambda: faults("status", path=path, status=422, count=1)):
        again(job)
    assert read() >= set(buckets[1:])
    passes = MirrorPass.objects.filter(resource="files")
    before = dict(passes.values_list("scope", "requests"))
    assert before.keys() == {str(bucket) for bucket in buckets}
    again(job)
    after = dict(passes.values_list("scope", "requests"))
    assert passes.count() == 3, "it goes on in the same row"
    assert after.pop(str(buckets[0])) < 6 + 3
    assert after.items() <= before.items()
    assert job.state == JobState.DONE
    assert AudioFile.objects.in_bucket(buckets[0]).count() == 6


def test_a_remote_that_fails_as_a_whole_is_not_asked_for_every_list(
    account: Console, full_pass: FullPass, faults: Faults
) -> None:
    made = {str(new_bucket(account, f"bucket {at}")) for at in range(8)}
    full_pass("buckets")
    faults("status", path="/api/buckets/*/files", status=422)
    job = again(services.request_full_pass(resource="files"))
    begun = MirrorPass.objects.filter(resource="files").values_list("scope", flat=True)
    assert len(set(begun)) == MAX_CONSECUTIVE_FAILURES
    again(job)
    assert set(begun.all()) == made, "those that were not asked for come first the next time"


@pytest.fixture
def containers(account: Console, full_pass: FullPass) -> list[str]:
    fields = {"region": "eu-west-1", "buckets": [23], "engine": 1}
    for at in range(2):
        account.create("fs-containers", {**fields, "name": f"container {at}"})
    full_pass("containers")
    return [scope.id for scope in get_resource("scanned-files").scopes()]


def due(scope: str, number: int = 1) -> list[SideDue]:
    """So many files of one container, which the remote doesn't have, with results to fetch."""
    return [
        SideDue.objects.create(resource="scanned-files", scope=scope, remote_id=str(uuid4()))
        for _ in range(number)
    ]


def test_results_that_fail_hold_up_no_others_and_wait_longer_each_time(
    containers: list[str], faults: Faults
) -> None:
    _, bad, _ = due(containers[0], 3)
    due(containers[1])
    faults("status", path=f"/api/fs-containers/*{bad.remote_id}*", status=422)
    pauses = []
    for _ in range(2):
        SideDue.objects.update(due_at=None)
        job = again(services.request_hot_pass(resource="scanned-files"))
        assert job.error
        left = SideDue.objects.get()
        assert left.remote_id == bad.remote_id
        assert left.due_at is not None
        pauses.append(left.due_at - clock.now())
        assert not hot.due_keys(get_resource("scanned-files"))
        later = hot.due_keys(get_resource("scanned-files"), left.due_at)
        assert later == {containers[0]: [UUID(bad.remote_id)]}
    assert pauses[1] > pauses[0]


def test_results_that_are_never_answered_are_asked_for_alone(
    containers: list[str], faults: Faults
) -> None:
    _, bad, _ = due(containers[0], 3)
    due(containers[1])
    faults("drop", path=f"/api/fs-containers/*{bad.remote_id}*")
    left = []
    for _ in range(3):
        SideDue.objects.filter(failures__lt=2).update(due_at=None)
        run_now(services.request_hot_pass(resource="scanned-files"))
        Job.objects.all().delete()
        left.append(SideDue.objects.count())
    assert left[0] == 3, "the other container's is there"
    assert list(SideDue.objects.all()) == [bad]


def test_results_of_a_container_that_is_gone_are_not_waited_for() -> None:
    mirror_rows.container(1)
    mirror_rows.container(2)
    due("1", hot.MAX_ROWS)
    due("3", hot.MAX_ROWS)
    (wanted,) = due("2")
    mirror_rows.gone(CONTAINERS, 1)
    assert MirrorScope.objects.get(resource="scanned-files").scope == "2"
    assert not SideDue.objects.filter(scope="1").exists()
    assert hot.due_keys(get_resource("scanned-files")) == {"2": [UUID(wanted.remote_id)]}


def test_of_many_moving_rows_each_gets_its_turn(settings: Settings) -> None:
    settings.SYNC_HOT_EVERY_SECONDS = 1
    mirror_rows.bucket(7)
    for key in range(3 * hot.MAX_ROWS):
        mirror_rows.audio_file(key, 7, state=0)
    now = clock.now()
    AudioFile.objects.update(fetched_at=now)
    asked: set[int] = set()
    for tick in range(40):
        keys = hot.due_keys(get_resource("files"), now + timedelta(seconds=tick))["7"]
        assert len(keys) == hot.MAX_ROWS
        asked.update(keys)
    assert len(asked) == 3 * hot.MAX_ROWS
