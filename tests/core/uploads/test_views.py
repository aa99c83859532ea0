"""The tray, the list and the page of an upload: what they say, to whom, and what they cost."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.models import AudioFile, Bucket, FileState
from core.accounts.audit import Actor
from core.accounts.models import User
from core.accounts.roles import Role
from core.jobs import ledger
from core.uploads import presenters, services, views
from core.uploads.models import Upload, UploadState
from core.uploads.receive import Intent, begin_upload, receive_file
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import person
from tests.core.uploads.uploading import run_job, signed_in_with_csrf
from tests.engines import Engine
from tests.recordings import recording
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true", "HX-Target": "uploads"}


@pytest.fixture
def bucket(engine: Engine) -> Bucket:
    return new_bucket()


@pytest.fixture
def owner() -> User:
    return person(Role.OPERATOR)


@pytest.fixture
def client(owner: User) -> Client:
    return signed_in_with_csrf(owner)


def uploaded(owner: User, bucket: Bucket, title: str = "A piece") -> Upload:
    intent = Intent(
        target="bucket", target_id=str(bucket.pk), title=title, by=Actor(owner.username, owner)
    )
    return receive_file(intent=intent, file=io.BytesIO(recording()), file_name="a.wav")


def tray(client: Client, **headers: str) -> Any:
    return client.get("/uploads/tray/", headers={**HTMX, **headers})


def text_of(client: Client) -> str:
    return " ".join(tray(client).content.decode().split())


def test_the_tray_follows_an_upload_from_queued_to_ready(
    client: Client, owner: User, bucket: Bucket
) -> None:
    upload = uploaded(owner, bucket)
    assert "Queued" in text_of(client)
    run_job(upload)
    AudioFile.objects.update(state=FileState.PROCESSING)
    assert "Processing" in text_of(client)
    assert 'hx-trigger="every' in text_of(client)
    AudioFile.objects.update(state=FileState.READY)
    assert "Ready" in text_of(client)
    assert 'hx-trigger="every' not in text_of(client)
    assert f"/buckets/{bucket.pk}/files/{upload.remote_id}/" in text_of(client)


def test_the_tray_answers_304_until_something_moves(
    client: Client, owner: User, bucket: Bucket
) -> None:
    upload = uploaded(owner, bucket)
    tag = tray(client)["ETag"]
    assert tray(client, **{"If-None-Match": tag}).status_code == 304
    run_job(upload)
    assert tray(client, **{"If-None-Match": tag}).status_code == 200


def test_a_list_beside_the_tray_is_told_when_a_file_arrives(
    client: Client, owner: User, bucket: Bucket
) -> None:
    upload = uploaded(owner, bucket)
    before = tray(client).context["arrived"]
    run_job(upload)
    answer = client.get("/uploads/tray/", {"arrived": before}, headers=HTMX)
    assert "file-arrived" in answer["HX-Trigger"]
    seen = client.get("/uploads/tray/", {"arrived": answer.context["arrived"]}, headers=HTMX)
    assert "HX-Trigger" not in seen


def test_the_tray_says_why_a_file_failed_and_offers_to_retry(
    client: Client, owner: User, bucket: Bucket, engine: Engine
) -> None:
    upload = uploaded(owner, bucket)
    with fault(engine, "status", status=422, message="Not this <b>one</b>.", method="POST"):
        run_job(upload)
    said = text_of(client)
    assert "Failed" in said
    assert "Not this &lt;b&gt;one&lt;/b&gt;." in said
    assert f"/uploads/{upload.public_id}/retry/" in said


def test_a_file_that_the_remote_could_not_read_shows_its_error(
    client: Client, owner: User, bucket: Bucket
) -> None:
    run_job(uploaded(owner, bucket))
    payload = AudioFile.objects.get().payload.replace('"state":0', '"state":-1,"error":"No audio."')
    AudioFile.objects.update(state=FileState.ERROR, payload=payload)
    assert "Error" in text_of(client)
    assert "No audio." in text_of(client)


def test_an_upload_that_stopped_coming_is_paused(
    client: Client, owner: User, bucket: Bucket
) -> None:
    intent = Intent(target="bucket", target_id=str(bucket.pk), by=Actor(owner.username, owner))
    begin_upload(intent=intent, file_name="a.wav", size=1000)
    assert "Uploading" in text_of(client)
    Upload.objects.update(touched_at=datetime.now(UTC) - presenters.PAUSED_AFTER)
    assert "Paused" in text_of(client)
    assert 'hx-trigger="every' not in text_of(client)


def test_an_upload_whose_job_was_cancelled_elsewhere_is_shown_as_cancelled(
    client: Client, owner: User, bucket: Bucket
) -> None:
    upload = uploaded(owner, bucket)
    ledger.request_cancel(upload.job_id or 0)
    assert "Cancelled" in text_of(client)


def test_the_tray_holds_ones_own_uploads_and_forgets_old_ones(
    client: Client, owner: User, bucket: Bucket
) -> None:
    run_job(uploaded(owner, bucket, "Mine"))
    run_job(uploaded(person(Role.OPERATOR), bucket, "Somebody else’s"))
    said = text_of(client)
    assert "Mine" in said
    assert "Somebody else’s" not in said
    Upload.objects.update(touched_at=datetime.now(UTC) - timedelta(hours=2))
    assert "Mine" not in text_of(client)


def test_the_tray_costs_the_same_for_one_upload_and_for_many(
    client: Client, owner: User, bucket: Bucket
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            tray(client)
        return len(captured)

    run_job(uploaded(owner, bucket, "First"))
    tray(client)
    one = queries()
    for number in range(5):
        run_job(uploaded(owner, bucket, f"Piece {number}"))
    assert queries() == one


def test_a_full_tray_shows_what_is_under_way_and_counts_the_rest(
    client: Client, owner: User, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_ROWS", 2)
    for title in ("First", "Second", "Third"):
        uploaded(owner, bucket, title)
    run_job(uploaded(owner, bucket, "Sent already"))
    said = text_of(client)
    assert [title in said for title in ("First", "Second", "Third", "Sent already")] == [
        True,
        True,
        False,
        False,
    ]
    assert "4 uploads" in said
    assert "2 more than here" in said


def test_acts_of_the_tray_have_it_ask_again(client: Client, owner: User, bucket: Bucket) -> None:
    upload = uploaded(owner, bucket)
    answer = client.post(f"/uploads/{upload.public_id}/cancel/", headers=HTMX)
    assert answer.status_code == 204
    assert "uploads-changed" in answer["HX-Trigger"]
    assert "Cancelled" in text_of(client)
    client.post(f"/uploads/{upload.public_id}/dismiss/", headers=HTMX)
    assert "A piece" not in text_of(client)


def test_clearing_leaves_what_is_under_way(client: Client, owner: User, bucket: Bucket) -> None:
    moving, over = uploaded(owner, bucket, "Moving"), uploaded(owner, bucket, "Over")
    services.cancel(upload=over, by=Actor("somebody"))
    client.post("/uploads/dismiss/", headers=HTMX)
    assert "Over" not in text_of(client)
    assert "Moving" in text_of(client)
    assert Upload.objects.get(pk=moving.pk).dismissed_at is None


def test_the_page_of_an_upload_leads_back_after_an_act(
    client: Client, owner: User, bucket: Bucket
) -> None:
    upload = uploaded(owner, bucket)
    where = f"/uploads/{upload.public_id}/"
    answer = client.post(f"{where}cancel/", follow=True)
    assert answer.redirect_chain == [(where, 302)]
    assert "Cancelled" in answer.content.decode()
    assert "it had ended" in client.post(f"{where}cancel/", follow=True).content.decode()


def test_the_list_shows_everybodys_uploads_and_is_narrowed_by_filters(
    client: Client, owner: User, bucket: Bucket
) -> None:
    run_job(uploaded(owner, bucket, "Sent one"))
    uploaded(person(Role.OPERATOR), bucket, "Waiting one")
    everything = client.get("/uploads/").content.decode()
    assert "Sent one" in everything
    assert "Waiting one" in everything
    waiting = client.get("/uploads/", {"state": UploadState.WAITING}).content.decode()
    assert "Sent one" not in waiting.split("tray")[0]
    assert "Waiting one" in waiting
    exported = b"".join(client.get("/uploads/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"Waiting one,Queued" in exported


def test_viewers_see_uploads_and_may_not_act_on_them(owner: User, bucket: Bucket) -> None:
    upload = uploaded(owner, bucket)
    viewer = signed_in_with_csrf(person(Role.VIEWER))
    assert "A piece" in viewer.get("/uploads/").content.decode()
    page = viewer.get(f"/uploads/{upload.public_id}/")
    assert page.status_code == 200
    assert "formaction" not in page.content.decode()
    for act in ("cancel", "retry", "dismiss"):
        assert viewer.post(f"/uploads/{upload.public_id}/{act}/").status_code == 403
    assert viewer.post("/uploads/dismiss/").status_code == 403
    assert Upload.objects.get(pk=upload.pk).state == UploadState.WAITING


def test_only_operators_are_offered_to_upload_into_a_bucket(client: Client, bucket: Bucket) -> None:
    page = f"/buckets/{bucket.pk}/"
    assert "data-drop-input" in client.get(page).content.decode()
    viewer = signed_in_with_csrf(person(Role.VIEWER))
    assert "data-drop-input" not in viewer.get(page).content.decode()


def test_an_act_without_the_csrf_token_is_refused(owner: User, bucket: Bucket) -> None:
    upload = uploaded(owner, bucket)
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(owner)
    assert stranger.post(f"/uploads/{upload.public_id}/cancel/").status_code == 403
    assert Upload.objects.get(pk=upload.pk).state == UploadState.WAITING
