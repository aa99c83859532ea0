"""Making, changing and deleting containers at the remote, and whom they call."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from core.accounts.models import AuditEntry
from core.clients.errors import RemoteError, RemoteRefusedError
from core.mirror.remote import ReadOnlyError, console
from scanning.callbacks import addresses, services
from scanning.callbacks.presenters import CallbackDestination, present_callbacks
from scanning.models import CallbackAddress, Container
from scanning.services.containers import change_container, create_container, delete_container
from tests.buckets.remote_buckets import new_bucket
from tests.core.gateway.mirror_rows import unplug
from tests.engines import Engine
from tests.remote_faults import fault
from tests.scanning.callbacks import callback_body, post_callback
from tests.scanning.recordings import ACTOR, new_container, send_recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _remote(engine: Engine) -> None:
    """Every one of these talks to it."""


def at_remote(container: Container) -> dict[str, Any]:
    row: dict[str, Any] = console().get(f"fs-containers/{container.pk}").rows[0]
    return row


def test_a_container_is_made_as_it_was_asked_for() -> None:
    bucket = new_bucket()
    policy = {"type": "points", "points": 5}
    made = new_container(
        name="Évening", engine=3, buckets=[bucket.pk, "ACRCloud Music"], policy=policy,
        audio_type="recorded", deepright=True,
    )  # fmt: skip
    row = at_remote(made)
    assert (row["name"], row["engine"], row["policy"]) == ("Évening", 3, policy)
    assert (row["audio_type"], row["deepright"]) == ("recorded", True)
    assert {one["id"] for one in row["buckets"]} == {bucket.pk, 23}
    assert Container.objects.get().name == "Évening"
    entry = AuditEntry.objects.get(act="create container")
    assert entry.target == f"container {made.pk}"


def test_it_gets_an_address_of_this_portal_that_takes_its_callbacks(settings: Settings) -> None:
    made = new_container()
    url = at_remote(made)["callback_url"]
    assert url.startswith(f"{settings.PUBLIC_URL}/hooks/fs/")
    assert CallbackAddress.objects.get().container_id == made.pk
    assert post_callback(url.removeprefix(settings.PUBLIC_URL), callback_body()).status_code == 200
    assert url not in Container.objects.get().payload
    assert url.rpartition("/")[2] not in str(list(AuditEntry.objects.values()))


def test_an_address_of_the_caller_s_own_is_left_alone() -> None:
    made = new_container(callback_url="https://elsewhere.example/hook")
    assert at_remote(made)["callback_url"] == "https://elsewhere.example/hook"
    assert not CallbackAddress.objects.exists()
    assert present_callbacks(made).destination == CallbackDestination.ELSEWHERE


def test_the_cloud_is_given_no_address_it_can_not_reach(settings: Settings) -> None:
    settings.REMOTE_IS_ENGINE = False
    made = new_container()
    assert not at_remote(made)["callback_url"]
    summary = present_callbacks(made)
    assert summary.destination == CallbackDestination.NOWHERE
    assert "only this machine can reach" in summary.obstacle
    with pytest.raises(services.PortalUnreachableError):
        services.set_callback(container=made, by=ACTOR)


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000", False),
        ("http://0.0.0.0:8000", False),
        ("https://portal.example", True),
        ("http://192.168.7.9", True),
    ],
)
def test_only_loopback_is_out_of_reach(settings: Settings, url: str, reached: bool) -> None:
    settings.REMOTE_IS_ENGINE, settings.PUBLIC_URL = False, url
    assert bool(addresses.obstacle()) is not reached


def test_what_the_remote_refuses_leaves_no_address_behind() -> None:
    with pytest.raises(RemoteRefusedError) as refused:
        create_container(name="x", region="mars-1", engine=1, buckets=[new_bucket().pk], by=ACTOR)
    assert "region" in refused.value.field_errors
    assert not CallbackAddress.objects.accepting().exists()
    assert not AuditEntry.objects.filter(act="create container").exists()


def test_a_lost_answer_keeps_the_address_that_may_have_been_set(engine: Engine) -> None:
    with fault(engine, "broken", method="POST", path="*/fs-containers"), pytest.raises(RemoteError):
        new_container()
    assert CallbackAddress.objects.accepting().exists()


def test_a_change_says_only_what_changes() -> None:
    made = new_container(name="Before", engine=1)
    before = at_remote(made)
    change_container(container=made, name="After", policy={"type": "points", "points": 7}, by=ACTOR)
    after = at_remote(made)
    assert (after["name"], after["policy"]["points"]) == ("After", 7)
    same = ("engine", "buckets", "callback_url", "audio_type", "deepright")
    assert [after[key] for key in same] == [before[key] for key in same]
    assert Container.objects.get().name == "After"


def test_a_deleted_container_is_gone_and_its_address_is_refused(settings: Settings) -> None:
    made = new_container()
    path = at_remote(made)["callback_url"].removeprefix(settings.PUBLIC_URL)
    delete_container(container=made, by=ACTOR)
    assert Container.objects.get().is_gone
    assert post_callback(path, callback_body()).status_code == 404


def test_one_with_files_stays_and_says_why(engine: Engine) -> None:
    made = new_container()
    send_recording(engine, made, b"not audio, but long enough to be taken for a file" * 20)
    with pytest.raises(RemoteRefusedError, match="not empty"):
        delete_container(container=made, by=ACTOR)
    assert not Container.objects.get().is_gone
    assert CallbackAddress.objects.accepting().exists()


def test_a_turned_address_and_the_one_before_are_both_taken_for_a_day(settings: Settings) -> None:
    made = new_container()
    old = at_remote(made)["callback_url"].removeprefix(settings.PUBLIC_URL)
    services.set_callback(container=made, by=ACTOR)
    new = at_remote(made)["callback_url"].removeprefix(settings.PUBLIC_URL)
    assert old != new
    assert [post_callback(path, callback_body()).status_code for path in (old, new)] == [200, 200]
    assert present_callbacks(Container.objects.get()).overlap_until is not None
    later = timezone.now() - timedelta(seconds=1)
    CallbackAddress.objects.exclude(retired_at=None).update(retired_at=later)
    assert [post_callback(path, callback_body()).status_code for path in (old, new)] == [404, 200]


def test_an_address_that_is_left_for_another_is_taken_for_a_day_longer(settings: Settings) -> None:
    made = new_container()
    url = at_remote(made)["callback_url"]
    change_container(container=made, callback_url=url, by=ACTOR)
    assert CallbackAddress.objects.get().retired_at is None
    change_container(container=made, callback_url="https://elsewhere.example/hook", by=ACTOR)
    assert post_callback(url.removeprefix(settings.PUBLIC_URL), callback_body()).status_code == 200
    until = CallbackAddress.objects.get().retired_at
    assert until is not None
    assert timedelta(hours=23) < until - timezone.now() <= addresses.OVERLAP
    change_container(container=made, callback_url=url, by=ACTOR)
    assert CallbackAddress.objects.get().retired_at is None


def test_when_turning_fails_the_old_address_stays(settings: Settings) -> None:
    made = new_container()
    old = at_remote(made)["callback_url"].removeprefix(settings.PUBLIC_URL)
    unplug(settings)
    with pytest.raises(RemoteError):
        services.set_callback(container=made, by=ACTOR)
    assert post_callback(old, callback_body()).status_code == 200


def test_a_dropped_address_is_refused_at_once(settings: Settings) -> None:
    made = new_container()
    old = at_remote(made)["callback_url"].removeprefix(settings.PUBLIC_URL)
    services.drop_callback(container=made, by=ACTOR)
    assert not at_remote(made)["callback_url"]
    assert post_callback(old, callback_body()).status_code == 404


def test_a_read_only_portal_changes_nothing(settings: Settings) -> None:
    made = new_container()
    settings.ACRCLOUD_READ_ONLY = True
    for act in (
        lambda: new_container(buckets=[23]),
        lambda: change_container(container=made, name="x", by=ACTOR),
        lambda: delete_container(container=made, by=ACTOR),
        lambda: services.set_callback(container=made, by=ACTOR),
    ):
        with pytest.raises(ReadOnlyError):
            act()
    assert Container.objects.count() == 1
    assert CallbackAddress.objects.filter(retired_at=None).count() == 1
