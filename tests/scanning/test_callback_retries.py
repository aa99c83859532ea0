"""Callbacks that can't be applied at once: tried again, failed in the end, and replayed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from core.jobs.models import Job, JobState
from core.mirror.models import MirrorRemote
from scanning.callbacks import applying, services
from scanning.callbacks.dispatch import dispatch_pending
from scanning.models import (
    Delivery,
    DeliveryState,
    ScannedFile,
    ScanState,
)
from tests.core.gateway.mirror_rows import unplug
from tests.engines import Engine
from tests.remote_faults import fault
from tests.scanning.callbacks import (
    apply_callbacks,
    callback_of,
    new_address,
    only_delivery,
    post_callback,
    state_of,
)
from tests.scanning.recordings import (
    ACTOR,
)
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def test_with_the_remote_down_it_waits_and_is_applied_when_it_is_back(
    ended: ScannedFile, settings: Settings
) -> None:
    address = settings.ACRCLOUD_BASE_URL
    post_callback(new_address(), callback_of(ended))
    unplug(settings)
    apply_callbacks()
    assert only_delivery().state == DeliveryState.STORED
    assert Job.objects.get(kind="scanning.apply_delivery").state == JobState.QUEUED
    settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = address
    apply_callbacks()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.APPLIED
    assert [one.succeeded for one in delivery.attempts.all()] == [False, True]
    assert state_of(ended) == ScanState.NO_RESULT


@pytest.mark.parametrize(
    ("act", "options", "said"),
    [
        ("status", {"status": 500}, "failed with status 500"),
        ("broken", {}, "not valid JSON"),
        ("html", {}, "not valid JSON"),
    ],
)
def test_when_no_attempt_succeeds_it_fails_with_each_answer_noted(
    engine: Engine, ended: ScannedFile, act: str, options: dict[str, object], said: str
) -> None:
    post_callback(new_address(), callback_of(ended))
    with fault(engine, act, path=f"*/files/{ended.pk}", **options):
        for _ in range(8):
            apply_callbacks()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.FAILED
    assert said in delivery.why
    assert [one.succeeded for one in delivery.attempts.all()] == [False] * 8
    assert state_of(ended) == ScanState.PROCESSING


def test_a_failed_one_is_applied_by_a_replay(
    engine: Engine, ended: ScannedFile, settings: Settings
) -> None:
    post_callback(new_address(), callback_of(ended))
    Delivery.objects.update(state=DeliveryState.FAILED, tries=8)
    assert services.replay(deliveries=Delivery.objects.all(), by=ACTOR) == 1
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED
    assert state_of(ended) == ScanState.NO_RESULT


def test_a_duplicate_that_is_replayed_is_fetched_again(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        post_callback(path, callback_of(ended))
        apply_callbacks()
    duplicate = Delivery.objects.filter(state=DeliveryState.DUPLICATE)
    assert services.replay(deliveries=duplicate, by=ACTOR) == 1
    apply_callbacks()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.APPLIED}


def test_a_worker_that_dies_in_the_middle_leaves_it_to_the_next(ended: ScannedFile) -> None:
    post_callback(new_address(), callback_of(ended))
    dispatch_pending()
    # As `kill -9` leaves it: claimed, its lease run out.
    past = timezone.now() - timedelta(hours=1)
    Job.objects.update(state=JobState.RUNNING, claim="dead", lease_until=past, attempts=1)
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED

    def job_is_done() -> bool:
        # This process's dispatch thread may have asked for the job once more while it ran.
        apply_callbacks()
        return not Job.objects.filter(kind="scanning.apply_delivery").exists()

    eventually(job_is_done)


def test_a_lost_job_is_made_anew(ended: ScannedFile) -> None:
    post_callback(new_address(), callback_of(ended))
    dispatch_pending()
    Job.objects.all().delete()
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED


def test_one_that_kills_each_worker_comes_to_an_end(ended: ScannedFile) -> None:
    post_callback(new_address(), callback_of(ended))
    Delivery.objects.update(tries=20)
    apply_callbacks()
    assert only_delivery().state == DeliveryState.FAILED
    assert state_of(ended) == ScanState.PROCESSING


def test_another_account_is_not_asked(ended: ScannedFile) -> None:
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    post_callback(new_address(), callback_of(ended))
    apply_callbacks()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.FAILED
    assert "elsewhere.example" in delivery.why


def test_one_replayed_while_it_is_applied_is_applied_again(ended: ScannedFile) -> None:
    post_callback(new_address(), callback_of(ended))
    running = list(Delivery.objects.all())
    Delivery.objects.update(replayed_at=timezone.now())
    applying.record_outcome(running, DeliveryState.APPLIED)
    assert only_delivery().state == DeliveryState.STORED
