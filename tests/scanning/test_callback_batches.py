"""Callbacks of one container: fetched together, by one job, and none waits for another."""

import time
import uuid

import pytest
from django.utils import timezone
from pytest_django import Settings

from core.jobs.models import Job
from scanning.callbacks.dispatch import dispatch_pending
from scanning.models import (
    Container,
    Delivery,
    DeliveryState,
    ScannedFile,
)
from tests.engines import Engine
from tests.remote_faults import fault, recorded
from tests.scanning.callbacks import (
    apply_callbacks,
    callback_body,
    callback_of,
    new_address,
    post_callback,
)
from tests.scanning.recordings import (
    await_scan,
    send_and_mirror,
)
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_container_with_pending_callbacks_has_one_job() -> None:
    path = new_address()
    for number in range(12):
        post_callback(path, callback_body(uuid.uuid4(), cid=number % 3 + 1))
    while dispatch_pending():
        pass
    jobs = Job.objects.filter(kind="scanning.apply_delivery")
    assert sorted(job.args["container_id"] for job in jobs) == [1, 2, 3]
    assert dispatch_pending() == 0


def test_many_files_are_fetched_ten_a_call(engine: Engine, container: Container) -> None:
    path, files = new_address(), [send_and_mirror(engine, container) for _ in range(12)]
    unknown = uuid.uuid4()
    for file in files:
        await_scan(engine, file, container)
        post_callback(path, callback_of(file))
    post_callback(path, callback_body(unknown, cid=container.pk))
    with recorded(engine, f"*/fs-containers/{container.pk}/files/*") as calls:
        apply_callbacks()
    states = dict(Delivery.objects.values_list("file_id", "state"))
    assert states.pop(unknown) == DeliveryState.UNMATCHED
    assert states == {file.pk: DeliveryState.APPLIED for file in files}
    named = [path.rpartition("/")[2].split(",") for path in calls()]
    # The first ten, the other two with the unknown one, and that one alone.
    assert [len(ids) for ids in named] == [10, 3, 1]


def test_applying_takes_at_most_half_of_the_rate_limit(
    engine: Engine, container: Container, settings: Settings
) -> None:
    path, unknown = new_address(), [uuid.uuid4() for _ in range(4)]
    for file_id in unknown:
        post_callback(path, callback_body(file_id, cid=container.pk))
    settings.ACRCLOUD_RATE_LIMIT = 20.0
    began = time.monotonic()
    with recorded(engine, f"*/fs-containers/{container.pk}/files/*") as calls:
        apply_callbacks()
    # All four at once, then each alone: four pauses of a tenth of a second between five calls.
    assert len(calls()) == 5
    assert time.monotonic() - began >= 0.4


def test_one_file_that_fails_holds_up_no_other(engine: Engine, container: Container) -> None:
    path, files = new_address(), [send_and_mirror(engine, container) for _ in range(3)]
    for file in files:
        await_scan(engine, file, container)
        post_callback(path, callback_of(file))
    with fault(engine, "status", path=f"*/files/*{files[0].pk}*", status=500):
        for _ in range(3):
            apply_callbacks()
        states = dict(Delivery.objects.values_list("file_id", "state"))
        assert states.pop(files[0].pk) == DeliveryState.STORED
        assert set(states.values()) == {DeliveryState.APPLIED}
    apply_callbacks()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.APPLIED}


def test_a_callback_does_not_wait_for_one_that_is_tried_later(
    engine: Engine, container: Container, ended: ScannedFile
) -> None:
    path = new_address()
    with fault(engine, "status", path=f"*/files/{ended.pk}", status=500):
        post_callback(path, callback_of(ended))
        apply_callbacks()
    job = Job.objects.get(kind="scanning.apply_delivery")
    assert job.run_after > timezone.now()
    file = send_and_mirror(engine, container)
    await_scan(engine, file, container)
    post_callback(path, callback_of(file))
    eventually(lambda: Job.objects.claimable().filter(pk=job.pk).exists())
