"""A database of an earlier release goes on working after `migrate`.

`0.1.0.sqlite.sql` and `0.1.0.postgres.sql` are databases that the code of 0.1.0 made, migrations
and rows alike: people of each role, sessions, a service token that is live and one revoked, an
account mirrored from the embedded engine, uploads in every state, callbacks and identifications.
They stay as they are; a later release gets dumps of its own beside them.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from buckets.models import AudioFile, Bucket
from core.accounts.models import AuditEntry, ServiceToken, User
from core.accounts.roles import Role, role_of
from core.jobs import kinds
from core.jobs.models import Job
from core.mirror import checks, secrets
from core.mirror.schema.drift import differences
from core.uploads.models import Upload, UploadState
from identification.models import Identification
from projects.models import Project
from scanning.models import Container, Delivery, DeliveryState, ScannedFile, ScanResult
from tests.upgrade.databases import dump_of, row_counts

PASSWORDS = {
    "admin": "a password of the admin",
    "olga": "a password of olga",
    "vera": "a password of vera",
}
TOKEN, REVOKED_TOKEN = "acrp_" + "1" * 64, "acrp_" + "2" * 64
# As 0.1.0 stored it, which is how the cookie still has it.
SESSION_KEY = re.compile(r"django_session.* VALUES \('(\w{32})'")
# `migrate` notes what it has run, and what new models bring.
MAY_GROW = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(autouse=True)
def _rolled_back(rows_before_upgrade: dict[str, int]) -> Iterator[None]:
    """What one test writes is not there for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_no_row_is_lost(rows_before_upgrade: dict[str, int]) -> None:
    counts = row_counts()

    assert {
        "buckets_upload",
        "jobs_job",
        "acr_audio_file",
        "accounts_user",
    } <= rows_before_upgrade.keys()
    for table, count in rows_before_upgrade.items():
        if table in MAY_GROW:
            assert counts[table] >= count, table
        else:
            assert counts[table] == count, table


def test_the_tables_are_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    assert differences() == []
    assert checks.mirror_tables_match(databases=["default"]) == []


def test_uploads_are_the_same_rows_under_their_new_model() -> None:
    uploads = Upload.objects.order_by("pk").select_related("created_by", "token", "job")

    assert Upload._meta.label == "uploads.Upload"
    assert [(upload.title, upload.state) for upload in uploads] == [
        ("Überfahrt", UploadState.SENT),
        ("Night train", UploadState.SENT),
        ("海の歌", UploadState.SENT),
        ("From a service", UploadState.SENT),
        ("Tidewater", UploadState.SENT),
        ("sunday", UploadState.SENT),
        ("monday", UploadState.SENT),
        ("Too late", UploadState.FAILED),
        ("Not wanted", UploadState.CANCELLED),
        ("Half here", UploadState.RECEIVING),
        ("Worker died", UploadState.SENT),
        ("On its way", UploadState.SENDING),
        ("Waiting", UploadState.WAITING),
    ]
    assert all(upload.created_by == User.objects.get(username="olga") for upload in uploads)
    by_service = uploads[3]
    assert by_service.token == ServiceToken.objects.get(name="reports")
    assert by_service.dismissed_at is not None
    assert uploads[7].error == "There is no such bucket."
    assert uploads[9].received == 1000
    assert uploads[12].job is not None


def test_an_upload_still_finds_the_mirrored_row_it_became() -> None:
    into_bucket = Upload.objects.get(title="Überfahrt").row
    into_container = Upload.objects.get(title="sunday").row

    assert into_bucket == AudioFile.objects.get(title="Überfahrt")
    assert into_container == ScannedFile.objects.get(name="sunday")


def test_the_content_type_of_uploads_moves_with_its_permissions() -> None:
    upload_type = ContentType.objects.get(model="upload")
    viewer = User.objects.get(username="vera")

    assert upload_type.app_label == "uploads"
    assert ContentType.objects.get_for_model(Upload) == upload_type
    assert Permission.objects.filter(content_type=upload_type).count() == 4
    assert Permission.objects.filter(codename__endswith="_upload").count() == 4
    assert viewer.has_perm("uploads.view_upload")


def test_new_uploads_continue_the_ids() -> None:
    last = Upload.objects.order_by("pk").last()
    assert last is not None
    row_type = ContentType.objects.get_for_model(AudioFile)

    new = Upload.objects.create(target="bucket", target_id="24", row_type=row_type)

    assert new.pk > last.pk


def test_people_keep_their_roles_and_passwords() -> None:
    roles = {user.username: role_of(user) for user in User.objects.all()}

    assert roles == {
        "admin": Role.ADMIN,
        "olga": Role.OPERATOR,
        "vera": Role.VIEWER,
        "gone": None,
    }
    for username, password in PASSWORDS.items():
        assert User.objects.get(username=username).check_password(password)


def test_people_stay_signed_in() -> None:
    signed_in = set()
    for cookie in SESSION_KEY.findall(dump_of("0.1.0").read_text()):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        response = client.get("/buckets/24/")
        assert response.status_code == 200
        assert "Überfahrt" in response.content.decode()
        signed_in.add(response.wsgi_request.user.username)

    assert signed_in == {"admin", "olga"}
    assert Session.objects.count() == len(signed_in)


def test_every_list_opens() -> None:
    client = Client()
    client.force_login(User.objects.get(username="admin"))

    for path in (
        *("/", "/buckets/", "/projects/", "/scanning/", "/scanning/1/", "/identify/history/"),
        *("/callbacks/", "/sync/", "/jobs/", "/uploads/", "/people/", "/tokens/", "/audit/"),
    ):
        assert client.get(path).status_code == 200, path


def test_service_tokens_work_and_the_revoked_stay_revoked() -> None:
    client = Client()
    path = "/api/buckets/24/files"

    response = client.get(path, headers=_bearer(TOKEN))
    assert response.status_code == 200
    assert {row["title"] for row in response.json()["data"]} == {
        *("Überfahrt", "海の歌", "From a service", "Tidewater", "Worker died")
    }
    refused = client.get(path, headers=_bearer(REVOKED_TOKEN))
    assert refused.status_code == 403


def test_the_mirror_is_readable_with_its_secrets() -> None:
    project = Project.objects.get()
    container = Container.objects.get()

    assert secrets.unseal(project.secrets).keys() == {"access_secret"}
    assert [link.bucket_id for link in project.bucket_links.all()] == [24]
    assert secrets.unseal(container.secrets).keys() == {"callback_url"}
    assert Bucket.objects.get(pk=24).document["name"] == "Station music"
    assert AudioFile.objects.get(title="Night train").is_gone
    assert ScanResult.objects.get().file == ScannedFile.objects.get(name="sunday")


def test_histories_of_the_portal_s_own_are_readable() -> None:
    recognized = Identification.objects.with_result().get()

    assert recognized.outcome is not None
    assert recognized.outcome.matches[0].title == "Überfahrt"
    assert recognized.second_opinion.result is not None
    assert set(Delivery.objects.values_list("state", flat=True)) == {
        *(DeliveryState.APPLIED, DeliveryState.QUARANTINED, DeliveryState.STORED)
    }
    assert AuditEntry.objects.filter(user__username="olga", act="upload file").count() == 8


def test_the_search_index_still_finds_and_follows() -> None:
    client = Client()
    client.force_login(User.objects.get(username="vera"))

    assert "Überfahrt" in client.get("/search/", {"q": "berfah"}).content.decode()
    AudioFile.objects.filter(title="海の歌").update(title="山の歌が聞こえる")
    assert "山の歌が聞こえる" in client.get("/search/", {"q": "が聞こえ"}).content.decode()


def test_every_old_job_is_of_a_registered_kind() -> None:
    for kind in Job.objects.values_list("kind", flat=True).distinct():
        assert kinds.get_kind(kind)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
