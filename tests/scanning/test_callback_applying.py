"""Applying callbacks: the file is fetched again, and only that changes the mirror."""

import time
import uuid
from datetime import timedelta

import orjson
import pytest
from django.utils import timezone
from pytest_django import Settings

from core.jobs.models import Job, JobState
from core.mirror.models import MirrorRemote
from scanning.callbacks import applying, services
from scanning.callbacks.dispatch import dispatch_pending
from scanning.models import (
    Container,
    Delivery,
    DeliveryState,
    ScannedFile,
    ScanResult,
    ScanState,
)
from scanning.services import files as file_services
from tests.core.gateway.mirror_rows import unplug
from tests.engines import Engine
from tests.remote_faults import fault, recorded
from tests.scanning.callbacks import (
    apply_callbacks,
    callback_body,
    new_address,
    only_delivery,
    post_callback,
)
from tests.scanning.recordings import (
    ACTOR,
    add_reference,
    await_scan,
    new_container,
    piece_wav,
    send_and_mirror,
    send_recording,
)
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def container(engine: Engine) -> Container:
    return new_container()


@pytest.fixture
def ended(engine: Engine, container: Container) -> ScannedFile:
    """Its scan has ended at the remote, and the mirror doesn't know yet."""
    file = send_and_mirror(engine, container)
    await_scan(engine, file, container)
    assert ScannedFile.objects.get().state == ScanState.PROCESSING
    return file


def callback(file: ScannedFile, **claims: object) -> bytes:
    return callback_body(file.pk, cid=file.container_id, **claims)  # type: ignore[arg-type]


def state_of(file: ScannedFile) -> int:
    return ScannedFile.objects.get(pk=file.pk).state


def test_what_the_callback_claims_is_never_believed(ended: ScannedFile) -> None:
    lie = {"music": [{"offset": 0, "played_duration": 9, "result": {"title": "Never played"}}]}
    post_callback(new_address(), callback(ended, state=1, results=lie))
    apply_callbacks()
    assert state_of(ended) == ScanState.NO_RESULT
    assert not ScanResult.objects.filter(payload__contains="Never played").exists()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.APPLIED
    assert delivery.why == "Fetched: no result."
    assert delivery.fetched_at == ScannedFile.objects.get().fetched_at


def test_results_come_with_it(engine: Engine, container: Container) -> None:
    [bucket] = container.bucket_links.values_list("bucket_id", flat=True)
    add_reference(engine, bucket, piece_wav(), "Tidewater")
    file = send_and_mirror(engine, container, piece_wav(20))
    await_scan(engine, file, container)
    post_callback(new_address(), callback(file))
    apply_callbacks()
    assert state_of(file) == ScanState.READY
    [match] = orjson.loads(ScanResult.objects.get().payload)["custom_files"]
    assert match["result"]["title"] == "Tidewater"
    assert only_delivery().why == "Fetched: ready, 1 match."


def test_a_callback_that_comes_twice_is_applied_once_and_counted(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        post_callback(path, callback(ended))
    apply_callbacks()
    post_callback(path, callback(ended))
    apply_callbacks()
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
    post_callback(path, callback(ended))
    apply_callbacks()
    file_services.rescan_files(container=container, ids=[ended.pk], by=ACTOR)
    assert state_of(ended) == ScanState.PROCESSING
    await_scan(engine, ended, container)
    post_callback(path, callback(ended))
    apply_callbacks()
    assert state_of(ended) == ScanState.NO_RESULT
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [DeliveryState.APPLIED, DeliveryState.APPLIED]


def test_two_different_callbacks_of_one_file_share_one_fetch(ended: ScannedFile) -> None:
    path = new_address()
    post_callback(path, callback(ended, state=1))
    post_callback(path, callback(ended, state=-1))
    apply_callbacks()
    moments = Delivery.objects.values_list("state", "fetched_at")
    assert {state for state, _ in moments} == {DeliveryState.APPLIED}
    assert len({at for _, at in moments}) == 1


def test_a_file_that_the_mirror_never_saw_is_found_at_the_remote(
    engine: Engine, container: Container
) -> None:
    key = send_recording(engine, container, b"no audio at all, but long enough to be taken" * 10)
    await_scan(engine, key, container)
    post_callback(new_address(), callback_body(key, cid=container.pk))
    apply_callbacks()
    assert ScannedFile.objects.get(pk=key).state == ScanState.ERROR
    assert only_delivery().state == DeliveryState.APPLIED


def test_a_container_that_the_mirror_never_saw_is_found_too(
    engine: Engine, container: Container, ended: ScannedFile
) -> None:
    ScannedFile.objects.all().delete()
    Container.objects.all().delete()
    post_callback(new_address(), callback(ended))
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED
    assert Container.objects.get().name == container.name


@pytest.mark.parametrize("cid", [None, 999_999_999])
def test_what_nobody_knows_is_unmatched_after_one_look(
    container: Container, cid: int | None
) -> None:
    key = uuid.uuid4()
    for known in (container.pk, cid):
        post_callback(new_address(), callback_body(key, cid=known))  # type: ignore[arg-type]
        apply_callbacks()
    deliveries = list(Delivery.objects.order_by("id"))
    assert {one.state for one in deliveries} == {DeliveryState.UNMATCHED}
    assert [one.attempts.count() for one in deliveries] == [1, 1]
    assert not ScannedFile.objects.exists()


def test_a_file_deleted_at_the_remote_is_gone_and_the_callback_unmatched(
    container: Container, ended: ScannedFile
) -> None:
    file_services.delete_files(container=container, ids=[ended.pk], by=ACTOR)
    ScannedFile.objects.update(gone_at=None)
    post_callback(new_address(), callback(ended))
    apply_callbacks()
    assert only_delivery().state == DeliveryState.UNMATCHED
    assert ScannedFile.objects.get().is_gone


def test_with_the_remote_down_it_waits_and_is_applied_when_it_is_back(
    ended: ScannedFile, settings: Settings
) -> None:
    address = settings.ACRCLOUD_BASE_URL
    post_callback(new_address(), callback(ended))
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
    post_callback(new_address(), callback(ended))
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
    post_callback(new_address(), callback(ended))
    Delivery.objects.update(state=DeliveryState.FAILED, tries=8)
    assert services.replay(deliveries=Delivery.objects.all(), by=ACTOR) == 1
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED
    assert state_of(ended) == ScanState.NO_RESULT


def test_a_duplicate_that_is_replayed_is_fetched_again(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        post_callback(path, callback(ended))
        apply_callbacks()
    duplicate = Delivery.objects.filter(state=DeliveryState.DUPLICATE)
    assert services.replay(deliveries=duplicate, by=ACTOR) == 1
    apply_callbacks()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.APPLIED}


def test_a_worker_that_dies_in_the_middle_leaves_it_to_the_next(ended: ScannedFile) -> None:
    post_callback(new_address(), callback(ended))
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
    post_callback(new_address(), callback(ended))
    dispatch_pending()
    Job.objects.all().delete()
    apply_callbacks()
    assert only_delivery().state == DeliveryState.APPLIED


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
        post_callback(path, callback(file))
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
        post_callback(path, callback(file))
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
        post_callback(path, callback(ended))
        apply_callbacks()
    job = Job.objects.get(kind="scanning.apply_delivery")
    assert job.run_after > timezone.now()
    file = send_and_mirror(engine, container)
    await_scan(engine, file, container)
    post_callback(path, callback(file))
    eventually(lambda: Job.objects.claimable().filter(pk=job.pk).exists())


def test_one_that_kills_each_worker_comes_to_an_end(ended: ScannedFile) -> None:
    post_callback(new_address(), callback(ended))
    Delivery.objects.update(tries=20)
    apply_callbacks()
    assert only_delivery().state == DeliveryState.FAILED
    assert state_of(ended) == ScanState.PROCESSING


def test_another_account_is_not_asked(ended: ScannedFile) -> None:
    MirrorRemote.objects.update(base_url="https://elsewhere.example/api")
    post_callback(new_address(), callback(ended))
    apply_callbacks()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.FAILED
    assert "elsewhere.example" in delivery.why


def test_one_replayed_while_it_is_applied_is_applied_again(ended: ScannedFile) -> None:
    post_callback(new_address(), callback(ended))
    running = list(Delivery.objects.all())
    Delivery.objects.update(replayed_at=timezone.now())
    applying.record_outcome(running, DeliveryState.APPLIED)
    assert only_delivery().state == DeliveryState.STORED
