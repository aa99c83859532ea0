"""The inbox: every callback with what was done about it, and doing it again."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from scanning.callbacks import applying
from scanning.models import CallbackAddress, Delivery, DeliveryState
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import container, scanned_file
from tests.scanning.callbacks import FILE_ID, callback_body, new_address, post_callback

pytestmark = pytest.mark.django_db
PUBLIC = portal_settings.PUBLIC_URL


@pytest.fixture
def viewer() -> Client:
    return signed_in(person(Role.VIEWER))


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


def arrived(
    state: DeliveryState = DeliveryState.APPLIED, file_id: UUID = FILE_ID, cid: int = 8
) -> Delivery:
    post_callback(new_address(), callback_body(file_id, cid=cid))
    delivery = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    delivery.refresh_from_db()
    return delivery


def text(client: Client, path: str = "/callbacks/") -> str:
    return client.get(path).content.decode()


def state_of(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state


def test_an_empty_inbox_says_what_belongs_there(viewer: Client) -> None:
    assert "No callback has arrived yet" in text(viewer)


def test_it_lists_the_newest_first_by_the_recording_s_name(viewer: Client) -> None:
    container(8, name="Evening")
    other = uuid4()
    scanned_file(FILE_ID, 8, name="first.mp3")
    scanned_file(other, 8, name="second.mp3")
    arrived()
    arrived(file_id=other)
    page = text(viewer)
    assert page.index("second.mp3") < page.index("first.mp3")
    assert "Evening" in page


@pytest.mark.parametrize("state", list(DeliveryState))
def test_each_view_shows_its_own(viewer: Client, state: DeliveryState) -> None:
    deliveries = {one: arrived(one, uuid4()) for one in DeliveryState}
    page = text(viewer, f"/callbacks/?state={state}")
    assert f"/callbacks/{deliveries[state].pk}/" in page
    for other in set(DeliveryState) - {state}:
        assert f'"/callbacks/{deliveries[other].pk}/"' not in page


def test_a_body_too_deep_to_be_set_out_is_shown_as_it_came(viewer: Client) -> None:
    deep = b'{"file_id":"' + str(FILE_ID).encode() + b'","odd":' + b"[" * 300 + b"]" * 300 + b"}"
    post_callback(new_address(), deep)
    page = viewer.get(f"/callbacks/{Delivery.objects.get().pk}/")
    assert page.status_code == 200
    assert "[" * 300 in page.content.decode()


def test_a_callback_is_found_by_what_people_have_at_hand(viewer: Client) -> None:
    scanned_file(FILE_ID, 8, name="Morgenandacht.mp3")
    wanted, other = arrived(), arrived(file_id=uuid4(), cid=9)
    for words in (str(FILE_ID), "andacht", str(wanted.pk)):
        page = text(viewer, f"/callbacks/?q={words}")
        assert f"/callbacks/{wanted.pk}/" in page
        assert f"/callbacks/{other.pk}/" not in page
    assert f"/callbacks/{other.pk}/" in text(viewer, "/callbacks/?q=9")


def test_one_shows_what_arrived_what_was_done_and_what_it_is_about(viewer: Client) -> None:
    container(8, name="Evening")
    scanned_file(FILE_ID, 8, name="show.mp3")
    delivery = arrived()
    applying.record_attempt(
        [delivery], "The remote failed with status 500.", milliseconds=9, succeeded=False
    )
    applying.record_attempt([delivery], "Fetched: no result.", milliseconds=7, succeeded=True)
    page = text(viewer, f"/callbacks/{delivery.pk}/")
    for shown in (
        "show.mp3", "Evening", "application/json", "127.0.0.1", "status 500", "Fetched: no result.",
        "&quot;file_id&quot;", f"/scanning/8/files/{FILE_ID}/",
    ):  # fmt: skip
        assert shown in page


def test_a_hostile_body_is_shown_as_text_and_downloaded_as_bytes(viewer: Client) -> None:
    body = b"<script>alert(1)</script>\xff\x00"
    post_callback(new_address(), body)
    delivery = Delivery.objects.get()
    page = text(viewer, f"/callbacks/{delivery.pk}/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    download = viewer.get(f"/callbacks/{delivery.pk}/body/")
    assert download.content == body
    assert download["Content-Type"] == "application/octet-stream"
    assert "attachment" in download["Content-Disposition"]


def test_a_very_long_body_is_cut_off_with_a_word(viewer: Client) -> None:
    post_callback(new_address(), b"x" * 500_000)
    page = text(viewer, f"/callbacks/{Delivery.objects.get().pk}/")
    assert len(page) < 400_000
    assert "the download has all of it" in page


def test_no_page_of_it_holds_the_secret(viewer: Client) -> None:
    path = new_address()
    post_callback(path, callback_body())
    token = path.rpartition("/")[2]
    kept = CallbackAddress.objects.get().token_hash
    for page in (
        "/callbacks/",
        f"/callbacks/{Delivery.objects.get().pk}/",
        "/callbacks/?format=csv",
    ):
        content = b"".join(viewer.get(page)).decode()
        assert token not in content
        assert kept not in content


def test_one_is_replayed(operator: Client) -> None:
    delivery = arrived(DeliveryState.FAILED)
    operator.post(f"/callbacks/{delivery.pk}/replay/")
    assert state_of(delivery) == DeliveryState.STORED
    entry = AuditEntry.objects.get(act="replay callbacks")
    assert entry.target == f"callback {delivery.pk}"


def test_the_picked_are_replayed_and_no_others(operator: Client) -> None:
    picked, other = arrived(), arrived(file_id=uuid4())
    operator.post("/callbacks/replay/", {"pick": [picked.pk]})
    assert (state_of(picked), state_of(other)) == (DeliveryState.STORED, DeliveryState.APPLIED)


@pytest.mark.parametrize("pick", ["", "x", "1-1", "9" * 30])
def test_a_pick_that_is_no_callback_replays_nothing(operator: Client, pick: str) -> None:
    delivery = arrived()
    assert operator.post("/callbacks/replay/", {"pick": [pick]}).status_code == 302
    assert state_of(delivery) == DeliveryState.APPLIED


def test_all_that_match_are_counted_anew(operator: Client) -> None:
    failed = [arrived(DeliveryState.FAILED, uuid4()) for _ in range(3)]
    other = arrived()
    operator.post("/callbacks/replay/", {"state": "failed", "all": "1", "pick": [failed[0].pk]})
    assert {state_of(one) for one in failed} == {DeliveryState.STORED}
    assert state_of(other) == DeliveryState.APPLIED


def test_those_that_failed_lately_are_replayed(operator: Client) -> None:
    old, new = arrived(DeliveryState.FAILED), arrived(DeliveryState.FAILED, uuid4())
    fine = arrived(file_id=uuid4())
    Delivery.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(hours=2))
    operator.post("/callbacks/replay-failed/", {"since": "1"})
    assert [state_of(one) for one in (old, new, fine)] == ["failed", "stored", "applied"]
    operator.post("/callbacks/replay-failed/", {"since": "0"})
    assert state_of(old) == DeliveryState.STORED


@pytest.mark.parametrize("since", ["", "x", "-1", "99999999999"])
def test_a_time_that_is_not_offered_replays_nothing(operator: Client, since: str) -> None:
    delivery = arrived(DeliveryState.FAILED)
    operator.post("/callbacks/replay-failed/", {"since": since})
    assert state_of(delivery) == DeliveryState.FAILED


def test_what_names_no_file_or_waits_already_is_not_replayed(operator: Client) -> None:
    post_callback(new_address(), b"no JSON")
    quarantined = Delivery.objects.get()
    waiting = arrived(DeliveryState.STORED)
    for one in (quarantined, waiting):
        answer = operator.post(f"/callbacks/{one.pk}/replay/", follow=True)
        assert "is still pending, or names no file" in answer.content.decode()
    assert state_of(quarantined) == DeliveryState.QUARANTINED
    assert not AuditEntry.objects.filter(act="replay callbacks").exists()


@pytest.mark.parametrize(
    "path", ["/callbacks/{}/replay/", "/callbacks/replay/", "/callbacks/replay-failed/"]
)
def test_a_viewer_sees_and_does_not_act(viewer: Client, path: str) -> None:
    delivery = arrived(DeliveryState.FAILED)
    assert viewer.post(path.format(delivery.pk), {"since": "0"}).status_code == 403
    assert state_of(delivery) == DeliveryState.FAILED
    page = text(viewer, f"/callbacks/{delivery.pk}/")
    assert ">Replay<" not in page


def test_silence_is_shown_once_a_callback_is_overdue(viewer: Client) -> None:
    container(8, name="Quiet one", callback_url=PUBLIC + new_address(8))
    now = timezone.now()
    CallbackAddress.objects.update(made_at=now - timedelta(hours=2))
    ended = (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    scanned_file(FILE_ID, 8, created_at=ended, updated_at=ended)
    page = text(viewer)
    assert "Missing callbacks from" in page
    assert "Quiet one" in page
    arrived()
    assert "Missing callbacks from" not in text(viewer)


CASES = ["no address", "calls another", "just ended", "still scanned", "older than it"]


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_have_called_yet_is_no_silence(viewer: Client, case: str) -> None:
    now = timezone.now()
    elsewhere = {"no address": "", "calls another": "https://elsewhere.example/hook"}.get(case)
    container(8, callback_url=PUBLIC + new_address(8) if elsewhere is None else elsewhere)
    if case == "calls another":
        new_address(8)
    if case != "no address":
        CallbackAddress.objects.update(made_at=now - timedelta(hours=2))
    hours = {"just ended": 0, "older than it": 3}.get(case, 1)
    moment = (now - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    state = 0 if case == "still scanned" else 1
    scanned_file(FILE_ID, 8, state=state, created_at=moment, updated_at=moment)
    assert "Missing callbacks from" not in text(viewer)


def test_a_portal_that_the_cloud_cannot_reach_says_so(viewer: Client, settings: Settings) -> None:
    settings.REMOTE_IS_ENGINE = False
    assert "No callback can arrive" in text(viewer)
    settings.PUBLIC_URL = "https://portal.example"
    assert "No callback can arrive" not in text(viewer)
