"""Applying callbacks: the file is fetched again, and only that changes the mirror."""

import uuid

import orjson
import pytest

from scanning.models import (
    Container,
    Delivery,
    DeliveryState,
    ScannedFile,
    ScanResult,
    ScanState,
)
from scanning.services import files as file_services
from tests.engines import Engine
from tests.scanning.callbacks import (
    apply_callbacks,
    callback_body,
    callback_of,
    new_address,
    only_delivery,
    post_callback,
    state_of,
)
from tests.scanning.recordings import (
    ACTOR,
    add_reference,
    await_scan,
    piece_wav,
    send_and_mirror,
    send_recording,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_the_callback_claims_is_never_believed(ended: ScannedFile) -> None:
    lie = {"music": [{"offset": 0, "played_duration": 9, "result": {"title": "Never played"}}]}
    post_callback(new_address(), callback_of(ended, state=1, results=lie))
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
    post_callback(new_address(), callback_of(file))
    apply_callbacks()
    assert state_of(file) == ScanState.READY
    [match] = orjson.loads(ScanResult.objects.get().payload)["custom_files"]
    assert match["result"]["title"] == "Tidewater"
    assert only_delivery().why == "Fetched: ready, 1 match."


def test_a_callback_that_comes_twice_is_applied_once_and_counted(ended: ScannedFile) -> None:
    path = new_address()
    for _ in range(2):
        post_callback(path, callback_of(ended))
    apply_callbacks()
    post_callback(path, callback_of(ended))
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
    post_callback(path, callback_of(ended))
    apply_callbacks()
    file_services.rescan_files(container=container, ids=[ended.pk], by=ACTOR)
    assert state_of(ended) == ScanState.PROCESSING
    await_scan(engine, ended, container)
    post_callback(path, callback_of(ended))
    apply_callbacks()
    assert state_of(ended) == ScanState.NO_RESULT
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [DeliveryState.APPLIED, DeliveryState.APPLIED]


def test_two_different_callbacks_of_one_file_share_one_fetch(ended: ScannedFile) -> None:
    path = new_address()
    post_callback(path, callback_of(ended, state=1))
    post_callback(path, callback_of(ended, state=-1))
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
    post_callback(new_address(), callback_of(ended))
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
    post_callback(new_address(), callback_of(ended))
    apply_callbacks()
    assert only_delivery().state == DeliveryState.UNMATCHED
    assert ScannedFile.objects.get().is_gone
