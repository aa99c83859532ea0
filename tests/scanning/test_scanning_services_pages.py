"""The forms and buttons by which people act on containers and their files."""

import pytest
from django.http import HttpResponse
from django.test import Client

from buckets.models import Bucket
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.mirror import remote
from core.uploads.models import Upload
from scanning.models import CallbackAddress, Container, ScannedFile, ScanState
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import container as odd_container
from tests.engines import Engine
from tests.remote_faults import fault
from tests.scanning.recordings import new_container, send_and_mirror

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


@pytest.fixture
def admin() -> Client:
    return signed_in(person(Role.ADMIN))


def fields(bucket_id: int, **changed: object) -> dict[str, object]:
    return {
        "name": "Evening", "region": "eu-west-1", "engine": "1", "audio_type": "linein",
        "buckets": [bucket_id], "policy_type": "traverse", "interval": "0", "rec_length": "10",
        "points": "3", **changed,
    }  # fmt: skip


def post(client: Client, path: str, data: object = None) -> HttpResponse:
    response: HttpResponse = client.post(path, data or {}, follow=True)  # type: ignore[assignment]
    return response


def test_a_container_is_made_by_its_form(engine: Engine, operator: Client) -> None:
    bucket = new_bucket("House productions")
    assert "House productions" in operator.get("/scanning/new/").content.decode()
    page = post(operator, "/scanning/new/", fields(bucket.pk, policy_type="points", points="4"))
    made = Container.objects.get()
    assert made.document["policy"] == {"type": "points", "points": 4}
    assert "Recordings can be sent to it" in page.content.decode()
    assert CallbackAddress.objects.get().container_id == made.pk


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"buckets": []}, "Choose at least one bucket"),
        ({"buckets": ["999999"]}, "not one of the available choices"),
        ({"buckets": ["9" * 30]}, "not one of the available choices"),
        ({"engine": "9"}, "not one of the available choices"),
        ({"rec_length": "0"}, "greater than or equal to 1"),
        ({"rec_length": ""}, "This field is required."),
        ({"rec_length": "999"}, "must be between 3 and 60"),  # the remote's own words
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    engine: Engine, operator: Client, changed: dict[str, object], said: str
) -> None:
    bucket = new_bucket()
    page = post(operator, "/scanning/new/", fields(bucket.pk, audio_type="recorded", **changed))
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert '<option value="recorded" selected>' in html
    assert not Container.objects.exists()


def test_what_the_other_policy_needs_can_not_be_wrong(engine: Engine, operator: Client) -> None:
    bucket = new_bucket()
    post(operator, "/scanning/new/", fields(bucket.pk, points="", rec_length="12"))
    assert Container.objects.get().document["policy"]["rec_length"] == 12


def test_a_remote_that_is_down_is_said_and_the_form_kept(engine: Engine, operator: Client) -> None:
    bucket = new_bucket()
    with fault(engine, "status", status=500, method="POST", path="*/fs-containers"):
        page = post(operator, "/scanning/new/", fields(bucket.pk, name="Keep me"))
    html = page.content.decode()
    assert "The remote failed with status 500" in html
    assert 'value="Keep me"' in html


def test_a_container_is_changed_by_the_same_form(engine: Engine, operator: Client) -> None:
    made = new_container(name="Before", policy={"type": "points", "points": 6})
    html = operator.get(f"/scanning/{made.pk}/edit/").content.decode()
    assert 'value="Before"' in html
    assert 'name="points" value="6"' in html
    [bucket] = made.bucket_links.values_list("bucket_id", flat=True)
    changed = fields(bucket, name="After", region="us-west-2", deepright="on")
    post(operator, f"/scanning/{made.pk}/edit/", changed)
    made.refresh_from_db()
    assert (made.name, made.region) == ("After", "eu-west-1")
    assert made.document["deepright"] is True


def test_a_container_is_changed_by_what_differs_alone(engine: Engine, operator: Client) -> None:
    made = new_container(name="Before")
    [bucket] = made.bucket_links.values_list("bucket_id", flat=True)
    path = f"/scanning/{made.pk}/edit/"
    page = post(operator, path, fields(bucket, name="Before"))
    assert "Nothing was changed" in page.content.decode()
    assert not AuditEntry.objects.filter(act="change container").exists()
    post(operator, path, fields(bucket, name="After"))
    assert AuditEntry.objects.get(act="change container").detail == {"name": "After"}


def test_what_the_form_does_not_know_of_a_container_stays(engine: Engine, operator: Client) -> None:
    """Made elsewhere: with a bucket of channels, one not mirrored yet, an engine of tomorrow."""
    live, bucket, unseen, other = new_bucket(type="Live"), new_bucket(), new_bucket(), new_bucket()
    linked = [live.pk, bucket.pk, unseen.pk]
    Bucket.objects.filter(pk=unseen.pk).delete()
    policy = {"type": "traverse", "interval": 0, "rec_length": 10, "ai_detection": 1}
    made = odd_container(
        new_container(buckets=linked).pk,
        name="Odd",
        buckets=[{"id": one} for one in linked],
        policy=policy,
        engine=9,
        audio_type="surround",
    )
    path = f"/scanning/{made.pk}/edit/"
    same = fields(bucket.pk, name="Odd", engine="9", audio_type="surround")
    ticked = [live.pk, bucket.pk]
    page = post(operator, path, {**same, "buckets": ticked})
    assert "Nothing was changed" in page.content.decode()
    changed = {**same, "buckets": [*ticked, other.pk], "rec_length": "12"}
    assert post(operator, path, changed).status_code == 200
    detail = AuditEntry.objects.get(act="change container").detail
    assert set(detail) == {"buckets", "policy"}
    assert set(detail["buckets"]) == {*linked, other.pk}
    assert detail["policy"] == {**policy, "rec_length": 12}
    there = remote.console().get(f"fs-containers/{made.pk}").rows[0]
    assert {one["id"] for one in there["buckets"]} == {*linked, other.pk}


def test_a_container_is_deleted_once_it_is_empty(engine: Engine, operator: Client) -> None:
    made = new_container()
    file = send_and_mirror(engine, made)
    page = post(operator, f"/scanning/{made.pk}/delete/")
    assert "not empty" in page.content.decode()
    post(operator, f"/scanning/{made.pk}/files/{file.pk}/delete/")
    post(operator, f"/scanning/{made.pk}/delete/")
    assert Container.objects.get().is_gone


def test_an_address_becomes_an_upload(engine: Engine, operator: Client) -> None:
    made = new_container()
    path = f"/scanning/{made.pk}/scan-address/"
    wrong = post(operator, path, {"url": "no address", "data_type": "audio_url"})
    assert wrong.status_code == 422
    post(operator, path, {"url": "https://a.invalid/show.mp3", "data_type": "audio_url"})
    upload = Upload.objects.get()
    assert (upload.target, upload.fields) == ("container", {"url": "https://a.invalid/show.mp3"})


def test_the_container_s_page_takes_files(engine: Engine, operator: Client) -> None:
    made = new_container()
    html = operator.get(f"/scanning/{made.pk}/").content.decode()
    assert 'data-target="container"' in html
    assert f'data-target-id="{made.pk}"' in html
    viewer = signed_in(person(Role.VIEWER)).get(f"/scanning/{made.pk}/").content.decode()
    assert "data-target" not in viewer


def test_a_bulk_act_asks_with_a_count_that_is_counted_anew(
    engine: Engine, operator: Client
) -> None:
    made = new_container()
    send_and_mirror(engine, made)
    path = f"/scanning/{made.pk}/files/delete/"
    asked = post(operator, path, {"all": "1"}).content.decode()
    assert "Delete 1 scanned file?" in asked
    assert ScannedFile.objects.live().count() == 1
    send_and_mirror(engine, made)
    moved = post(operator, path, {"all": "1", "agreed": "1"}).content.decode()
    assert "Delete 2 scanned files?" in moved
    assert "The matching files have changed" in moved
    assert ScannedFile.objects.live().count() == 2
    post(operator, path, {"all": "1", "agreed": "2"})
    assert not ScannedFile.objects.live().exists()


def test_a_bulk_act_touches_only_what_was_picked(engine: Engine, operator: Client) -> None:
    made, other = new_container(), new_container()
    picked, left = send_and_mirror(engine, made), send_and_mirror(engine, made)
    elsewhere = send_and_mirror(engine, other)
    ids = [picked.pk, elsewhere.pk]
    post(operator, f"/scanning/{made.pk}/files/delete/", {"pick": ids, "agreed": "1"})
    assert set(ScannedFile.objects.live()) == {left, elsewhere}


@pytest.mark.parametrize("pick", ["", "x", "a-b", "' OR 1=1"])
def test_a_pick_that_is_no_file_does_nothing(engine: Engine, operator: Client, pick: str) -> None:
    made = new_container()
    page = post(operator, f"/scanning/{made.pk}/files/rescan/", {"pick": [pick]})
    assert "None of the selected files exists" in page.content.decode()


def test_a_file_is_scanned_again_from_its_page(engine: Engine, operator: Client) -> None:
    made = new_container()
    file = send_and_mirror(engine, made)
    ScannedFile.objects.update(state=ScanState.NO_RESULT)
    page = post(operator, f"/scanning/{made.pk}/files/{file.pk}/rescan/")
    assert "1 file is being scanned again" in page.content.decode()
    assert AuditEntry.objects.filter(act="rescan files").exists()


def test_admins_see_and_turn_the_callback_address(engine: Engine, admin: Client) -> None:
    made = new_container()
    page = f"/scanning/{made.pk}/"
    html = admin.get(page).content.decode()
    assert "this portal" in html
    assert "/hooks/fs/••••••••" in html
    first = post(admin, f"{page}callback/reveal/")
    assert "/hooks/fs/" in first.content.decode()
    assert first["Cache-Control"].count("no-store")
    assert AuditEntry.objects.filter(act="reveal callback address").count() == 1
    post(admin, f"{page}callback/")
    assert "the previous address is accepted until" in admin.get(page).content.decode()
    post(admin, f"{page}callback/drop/")
    assert "nobody: results are polled" in admin.get(page).content.decode()


ACTS = (
    "new/", "{0}/edit/", "{0}/delete/", "{0}/scan-address/", "{0}/files/rescan/",
    "{0}/files/delete/", "{0}/files/{1}/rescan/", "{0}/files/{1}/delete/",
)  # fmt: skip
ADMIN_ACTS = ("{0}/callback/", "{0}/callback/drop/", "{0}/callback/reveal/")


def test_each_act_asks_for_its_role(engine: Engine, operator: Client) -> None:
    made = new_container()
    file = send_and_mirror(engine, made)
    viewer = signed_in(person(Role.VIEWER))
    for act in (*ACTS, *ADMIN_ACTS):
        path = f"/scanning/{act.format(made.pk, file.pk)}"
        assert viewer.post(path).status_code == 403
        assert Client().post(path).status_code == 302
    for act in ADMIN_ACTS:
        assert operator.post(f"/scanning/{act.format(made.pk)}").status_code == 403
    for act in (*ACTS[2:3], *ACTS[4:], *ADMIN_ACTS):
        assert operator.get(f"/scanning/{act.format(made.pk, file.pk)}").status_code in (403, 405)
    assert ScannedFile.objects.live().exists()
    assert "New container" not in viewer.get("/scanning/").content.decode()
