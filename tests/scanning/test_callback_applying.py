"""Applying callbacks: the file is fetched again, and only that changes the mirror."""

import uuid
from datetime import timedelta

import orjson
import pytest
from django.utils import timezone
from pytest_django import Settings

from jobs.models import Job, State
from mirror.models import MirrorRemote
from scanning import services as scanning
from scanning.callbacks import services, settling
from scanning.callbacks.taking_up import take_up
from scanning.models import (
    Container,
    Delivery,
    DeliveryState,
    ScannedFile,
    ScanResult,
    ScanState,
)
from tests.accounts.mirrored import unplug
from tests.buckets.uploading import fault
from tests.engines import Engine
from tests.scanning.calling_back import body_of, call, new_address, only, work
from tests.scanning.scans import (
    TEST,
    await_end,
    new_container,
    piece,
    refer,
    send,
    sent_and_mirrored,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def container(engine: Engine) -> Container:
    return new_container()


@pytest.fixture
def ended(engine: Engine, container: Container) -> ScannedFile:
    """Its scan has ended at the remote, and the mirror doesn't know yet."""
    file = sent_and_mirrored(engine, container)
    await_end(engine, file, container)
    assert ScannedFile.objects.get().state == ScanState.PROCESSING
    return file


def callback(file: ScannedFile, **claims: object) -> bytes:
    return body_of(file.pk, cid=file.container_id, **claims)  # type: ignore[arg-type]


def state_of(file: ScannedFile) -> int:
    return ScannedFile.objects.get(pk=file.pk).state


def test_what_the_callback_claims_is_never_believed(ended: ScannedFile) -> None:
    lie = {"music": [{"offset": 0, "played_duration": 9, "result": {"title": "Never played"}}]}
    call(new_address(), callback(ended, state=1, results=lie))
    work()
    assert state_of(ended) == ScanState.NO_RESULT
    assert not ScanResult.objects.filter(payload__contains="Never played").exists()
    delivery = only()
    assert delivery.state == DeliveryState.APPLIED
    assert delivery.why == "Fetched: no result."
    assert delivery.fetched_at == ScannedFile.objects.get().fetched_at


def test_results_come_with_it(engine: Engine, container: Container) -> None:
    [bucket] = container.bucket_links.values_list("bucket_id", flat=True)
    refer(engine, bucket, piece(), "Tidewater")
    file = sent_and_mirrored(engine, container, piece(20))
    await_end(engine, file, container)
    call(new_address(), callback(file))
    work()
    assert state_of(file) == ScanState.READY
    [match] = orjson.loads(ScanResult.objects.get().payload)["custom_files"]
    assert match["result"]["title"] == "Tidewater"
    assert only().why == "Fetched: ready, 1 match."


def test_a_callback_that_comes_twice_is_applied_once_and_counted(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        call(path, callback(ended))
    work()
    call(path, callback(ended))
    work()
    first, *others = Delivery.objects.order_by("id")
    assert (first.state, first.repeats) == (DeliveryState.APPLIED, 2)
    assert [(one.state, one.repeat_of_id) for one in others] == [
        (DeliveryState.DUPLICATE, first.pk),
        (DeliveryState.DUPLICATE, first.pk),
    ]
    assert [one.attempts.count() for one in (first, *others)] == [1, 0, 0]


def test_the_same_words_after_a_rescan_are_news(
    engine: Engine, container: Container, ended: ScannedFile
) -> None:
    path = new_address()
    call(path, callback(ended))
    work()
    scanning.rescan_files(container=container, ids=[ended.pk], by=TEST)
    assert state_of(ended) == ScanState.PROCESSING
    await_end(engine, ended, container)
    call(path, callback(ended))
    work()
    assert state_of(ended) == ScanState.NO_RESULT
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [DeliveryState.APPLIED, DeliveryState.APPLIED]


def test_two_different_callbacks_of_one_file_share_one_fetch(ended: ScannedFile) -> None:
    path = new_address()
    call(path, callback(ended, state=1))
    call(path, callback(ended, state=-1))
    work()
    moments = Delivery.objects.values_list("state", "fetched_at")
    assert {state for state, _ in moments} == {DeliveryState.APPLIED}
    assert len({at for _, at in moments}) == 1


def test_a_file_that_the_mirror_never_saw_is_found_at_the_remote(
    engine: Engine, container: Container
) -> None:
    key = send(engine, container, b"no audio at all, but long enough to be taken" * 10)
    await_end(engine, key, container)
    call(new_address(), body_of(key, cid=container.pk))
    work()
    assert ScannedFile.objects.get(pk=key).state == ScanState.ERROR
    assert only().state == DeliveryState.APPLIED


def test_a_container_that_the_mirror_never_saw_is_found_too(
    engine: Engine, container: Container, ended: ScannedFile
) -> None:
    ScannedFile.objects.all().delete()
    Container.objects.all().delete()
    call(new_address(), callback(ended))
    work()
    assert only().state == DeliveryState.APPLIED
    assert Container.objects.get().name == container.name


@pytest.mark.parametrize("cid", [None, 999_999_999])
def test_what_nobody_knows_is_unmatched_after_one_look(
    container: Container, cid: int | None
) -> None:
    key = uuid.uuid4()
    for known in (container.pk, cid):
        call(new_address(), body_of(key, cid=known))  # type: ignore[arg-type]
        work()
    deliveries = list(Delivery.objects.order_by("id"))
    assert {one.state for one in deliveries} == {DeliveryState.UNMATCHED}
    assert [one.attempts.count() for one in deliveries] == [1, 1]
    assert not ScannedFile.objects.exists()


def test_a_file_deleted_at_the_remote_is_gone_and_the_callback_unmatched(
    container: Container, ended: ScannedFile
) -> None:
    scanning.delete_files(container=container, ids=[ended.pk], by=TEST)
    ScannedFile.objects.update(gone_at=None)
    call(new_address(), callback(ended))
    work()
    assert only().state == DeliveryState.UNMATCHED
    assert ScannedFile.objects.get().is_gone


def test_with_the_remote_down_it_waits_and_is_applied_when_it_is_back(
    ended: ScannedFile, settings: Settings
) -> None:
    address = settings.ACRCLOUD_BASE_URL
    call(new_address(), callback(ended))
    unplug(settings)
    work()
    assert only().state == DeliveryState.STORED
    assert Job.objects.get(kind="scanning.apply_delivery").state == State.QUEUED
    settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = address
    work()
    delivery = only()
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
    call(new_address(), callback(ended))
    with fault(engine, act, path=f"*/files/{ended.pk}", **options):
        for _ in range(8):
            work()
    delivery = only()
    assert delivery.state == DeliveryState.FAILED
    assert said in delivery.why
    assert [one.succeeded for one in delivery.attempts.all()] == [False] * 8
    assert state_of(ended) == ScanState.PROCESSING


def test_a_failed_one_is_applied_by_a_replay(
    engine: Engine, ended: ScannedFile, settings: Settings
) -> None:
    call(new_address(), callback(ended))
    Delivery.objects.update(state=DeliveryState.FAILED, tries=8)
    assert services.replay(deliveries=Delivery.objects.all(), by=TEST) == 1
    work()
    assert only().state == DeliveryState.APPLIED
    assert state_of(ended) == ScanState.NO_RESULT


def test_a_duplicate_that_is_replayed_is_fetched_again(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        call(path, callback(ended))
        work()
    duplicate = Delivery.objects.filter(state=DeliveryState.DUPLICATE)
    assert services.replay(deliveries=duplicate, by=TEST) == 1
    work()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.APPLIED}


def test_a_worker_that_dies_in_the_middle_leaves_it_to_the_next(ended: ScannedFile) -> None:
    call(new_address(), callback(ended))
    take_up()
    # As `kill -9` leaves it: claimed, its lease run out.
    past = timezone.now() - timedelta(hours=1)
    Job.objects.update(state=State.RUNNING, claim="dead", lease_until=past, attempts=1)
    work()
    assert only().state == DeliveryState.APPLIED
    assert Job.objects.get(kind="scanning.apply_delivery").state == State.DONE


def test_a_lost_job_is_made_anew_after_a_minute(ended: ScannedFile) -> None:
    call(new_address(), callback(ended))
    take_up()
    Job.objects.all().delete()
    assert take_up() == 0
    Delivery.objects.update(taken_up_at=timezone.now() - timedelta(seconds=61))
    work()
    assert only().state == DeliveryState.APPLIED


def test_many_at_once_get_a_job_for_each_file() -> None:
    path, files = new_address(), [uuid.uuid4() for _ in range(45)]
    for file_id in (*files, *files[:5]):
        call(path, body_of(file_id))
    while take_up():
        pass
    jobs = Job.objects.filter(kind="scanning.apply_delivery")
    assert {job.args["file_id"] for job in jobs} == {str(one) for one in files}
    assert not Delivery.objects.filter(taken_up_at=None).exists()


def test_one_that_kills_each_worker_comes_to_an_end(ended: ScannedFile) -> None:
    call(new_address(), callback(ended))
    Delivery.objects.update(tries=20)
    work()
    assert only().state == DeliveryState.FAILED
    assert state_of(ended) == ScanState.PROCESSING


def test_another_account_is_not_asked(ended: ScannedFile) -> None:
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    call(new_address(), callback(ended))
    work()
    delivery = only()
    assert delivery.state == DeliveryState.FAILED
    assert "elsewhere.example" in delivery.why


def test_one_replayed_while_it_is_applied_is_applied_again(ended: ScannedFile) -> None:
    call(new_address(), callback(ended))
    running = list(Delivery.objects.all())
    Delivery.objects.update(replayed_at=timezone.now())
    settling.settle(running, DeliveryState.APPLIED)
    assert only().state == DeliveryState.STORED
