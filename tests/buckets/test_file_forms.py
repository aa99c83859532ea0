"""The forms and buttons by which people change, move and delete audio files."""

import pytest
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from buckets.resources import FILES
from buckets.services.files import scope_of
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.mirror import remote
from tests.buckets.mirrored_files import mirrored_file, post
from tests.buckets.remote_buckets import files_at_remote, new_bucket
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file, unplug
from tests.core.gateway.mirror_rows import bucket as mirrored_bucket
from tests.engines import Engine
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


@pytest.fixture
def bucket(engine: Engine) -> Bucket:
    return new_bucket()


def titles_at(engine: Engine, bucket: Bucket) -> set[str]:
    return {row["title"] for row in files_at_remote(engine, bucket)}


def test_title_and_own_fields_are_changed(engine: Engine, operator: Client, bucket: Bucket) -> None:
    file = mirrored_file(engine, bucket, "Before")
    path = f"/buckets/{bucket.pk}/files/{file.pk}/edit/"
    assert 'value="Before"' in operator.get(path).content.decode()
    own = '{"artist": "春风", "year": 1999, "tags": ["a", {"b": null}]}'
    post(operator, path, {"title": "After", "user_defined": own})
    file.refresh_from_db()
    assert file.title == "After"
    assert file.document["user_defined"]["tags"] == ["a", {"b": None}]
    [row] = files_at_remote(engine, bucket)
    assert (row["title"], row["user_defined"]["artist"]) == ("After", "春风")
    html = operator.get(path).content.decode()
    assert "春风" in html
    post(operator, path, {"title": "After", "user_defined": ""})
    assert AuditEntry.objects.filter(act="change file").latest("id").detail == {"user_defined": {}}
    assert files_at_remote(engine, bucket)[0]["user_defined"] == {}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"user_defined": '{"a": }'}, "in line 1, column 7"),
        ({"user_defined": "[1]"}, "This must be an object"),
        ({"user_defined": '{"a": 1e999}'}, "too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    engine: Engine, operator: Client, bucket: Bucket, changed: dict[str, str], said: str
) -> None:
    file = mirrored_file(engine, bucket, "Before")
    given = {"title": "Typed title", "user_defined": "{}", **changed}
    page = post(operator, f"/buckets/{bucket.pk}/files/{file.pk}/edit/", given)
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert ("Typed title" in html) == (given["title"] != "")
    file.refresh_from_db()
    assert file.title == "Before"


def test_a_remote_that_is_down_is_said_and_the_form_kept(
    engine: Engine, operator: Client, bucket: Bucket, settings: Settings
) -> None:
    file = mirrored_file(engine, bucket, "Before")
    unplug(settings)
    given = {"title": "Keep me", "user_defined": '{"keep": "this"}'}
    html = post(operator, f"/buckets/{bucket.pk}/files/{file.pk}/edit/", given).content.decode()
    assert "could not be reached" in html
    assert 'value="Keep me"' in html
    assert "&quot;keep&quot;: &quot;this&quot;" in html


def test_the_remote_s_422_stands_beside_its_field(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    file = mirrored_file(engine, bucket, "Before")
    given = {"title": "x" * 1001, "user_defined": '{"keep": "this"}'}
    page = post(operator, f"/buckets/{bucket.pk}/files/{file.pk}/edit/", given)
    assert page.status_code == 422
    error = page.content.decode().split('id="id_title_error"', 1)[1].split("</span>", 1)[0]
    assert "may not be greater than 1000 characters" in error
    assert "&quot;keep&quot;: &quot;this&quot;" in page.content.decode()


def test_one_file_is_deleted_from_its_page(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    file = mirrored_file(engine, bucket, "Away")
    page = f"/buckets/{bucket.pk}/files/{file.pk}/"
    assert "Delete this file?" in operator.get(page).content.decode()
    assert "1 file is deleted" in post(operator, f"{page}delete/").content.decode()
    assert not files_at_remote(engine, bucket)
    file.refresh_from_db()
    assert file.is_gone


def test_a_bulk_act_asks_with_a_count_that_is_counted_anew(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    mirrored_file(engine, bucket, "rock one")
    mirrored_file(engine, bucket, "jazz")
    path = f"/buckets/{bucket.pk}/files/delete/"
    asked = post(operator, path, {"all": "1", "q": "rock"}).content.decode()
    assert "Delete 1 file?" in asked
    assert "rock one" in asked
    assert 'name="q" value="rock"' in asked
    assert titles_at(engine, bucket) == {"rock one", "jazz"}
    mirrored_file(engine, bucket, "rock two")
    moved = post(operator, path, {"all": "1", "q": "rock", "agreed": "1"}).content.decode()
    assert "Delete 2 files?" in moved
    assert "have changed in the meantime" in moved
    post(operator, path, {"all": "1", "q": "rock", "agreed": "2"})
    assert titles_at(engine, bucket) == {"jazz"}


def test_a_bulk_act_touches_only_what_was_picked_in_its_bucket(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    other = new_bucket()
    picked, _left = (
        mirrored_file(engine, bucket, "picked"),
        mirrored_file(engine, bucket, "left"),
    )
    elsewhere = mirrored_file(engine, other, "elsewhere")
    path = f"/buckets/{bucket.pk}/files/delete/"
    assert (
        "None of the selected files"
        in post(operator, path, {"pick": elsewhere.pk}).content.decode()
    )
    ids = [picked.pk, elsewhere.pk]
    post(operator, path, {"pick": ids, "agreed": "1"})
    assert titles_at(engine, bucket) == {"left"}
    assert titles_at(engine, other) == {"elsewhere"}


@pytest.mark.parametrize("pick", ["", "x", "' OR 1=1", "9" * 30, "-1"])
@pytest.mark.parametrize("act", ["delete", "move"])
def test_a_pick_that_is_no_file_does_nothing(operator: Client, act: str, pick: str) -> None:
    mirrored_bucket(7)
    page = post(operator, f"/buckets/7/files/{act}/", {"pick": [pick]})
    assert "None of the selected files" in page.content.decode()


def test_files_move_to_the_bucket_that_was_chosen(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    target = new_bucket("The other one")
    file, stays = (
        mirrored_file(engine, bucket, "moves"),
        mirrored_file(engine, bucket, "stays"),
    )
    path = f"/buckets/{bucket.pk}/files/move/"
    asked = post(operator, path, {"pick": file.pk})
    html = asked.content.decode()
    assert asked.status_code == 200
    assert "Move 1 file" in html
    assert "The other one" in html
    assert f'value="{bucket.pk}">' not in html.split("<select", 1)[1].split("</select>", 1)[0]
    unchosen = post(operator, path, {"pick": file.pk, "agreed": "1", "target": ""})
    assert unchosen.status_code == 422
    assert "Choose the bucket" in unchosen.content.decode()
    page = post(operator, path, {"pick": file.pk, "agreed": "1", "target": target.pk})
    assert "1 file is moved to “The other one”" in page.content.decode()
    assert (titles_at(engine, bucket), titles_at(engine, target)) == ({"stays"}, {"moves"})
    file.refresh_from_db()
    stays.refresh_from_db()
    assert (file.bucket_id, stays.bucket_id) == (target.pk, bucket.pk)


def test_files_do_not_move_where_no_files_are_held(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    live = new_bucket(type="Live")
    file = mirrored_file(engine, bucket, "stays")
    for target in (live.pk, bucket.pk, 999999, "x"):
        given = {"pick": file.pk, "agreed": "1", "target": target}
        page = post(operator, f"/buckets/{bucket.pk}/files/move/", given)
        assert page.status_code == 422
        assert "not one of the available choices" in page.content.decode()
    assert titles_at(engine, bucket) == {"stays"}


def test_files_that_went_meanwhile_do_not_hold_up_the_others(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    target = new_bucket()
    there, went = (
        mirrored_file(engine, bucket, "there"),
        mirrored_file(engine, bucket, "went"),
    )
    remote.console().delete(FILES.object_path(scope_of(bucket), [went.pk]))
    given = {"pick": [there.pk, went.pk], "agreed": "2", "target": target.pk}
    # The engine leaves unknown ids out; a remote may refuse them all for one.
    with fault(engine, "status", status=404, method="PUT", path="*,*/move"):
        page = post(operator, f"/buckets/{bucket.pk}/files/move/", given)
    assert "1 file is moved" in page.content.decode()
    assert titles_at(engine, target) == {"there"}


def test_a_move_that_the_remote_can_not_do_keeps_what_was_chosen(
    engine: Engine, operator: Client, bucket: Bucket
) -> None:
    target = new_bucket()
    file = mirrored_file(engine, bucket, "stays")
    given = {"pick": file.pk, "agreed": "1", "target": target.pk}
    with fault(engine, "status", status=500, method="PUT", path="*/move"):
        page = post(operator, f"/buckets/{bucket.pk}/files/move/", given)
    html = page.content.decode()
    assert "The remote failed with status 500" in html
    assert f'value="{target.pk}" selected' in html
    assert titles_at(engine, bucket) == {"stays"}


def test_a_portal_that_reads_only_changes_no_file(
    engine: Engine, operator: Client, bucket: Bucket, settings: Settings
) -> None:
    target = new_bucket()
    file = mirrored_file(engine, bucket, "stays")
    settings.ACRCLOUD_READ_ONLY = True
    one = f"/buckets/{bucket.pk}/files/{file.pk}"
    given = {"pick": file.pk, "agreed": "1", "target": target.pk, "title": "Other"}
    for path in (f"{one}/edit/", f"{one}/delete/"):
        assert "set to read only" in post(operator, path, given).content.decode()
    for act in ("delete", "move"):
        page = post(operator, f"/buckets/{bucket.pk}/files/{act}/", given)
        assert "set to read only" in page.content.decode()
    assert titles_at(engine, bucket) == {"stays"}


ACTS = ("files/5/edit/", "files/5/delete/", "files/delete/", "files/move/")


def test_each_act_asks_for_its_role(operator: Client) -> None:
    mirrored_bucket(7)
    audio_file(5, 7)
    viewer = signed_in(person(Role.VIEWER))
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(person(Role.OPERATOR))
    for act in ACTS:
        path = f"/buckets/7/{act}"
        assert viewer.post(path).status_code == 403
        assert Client().post(path).status_code == 302
        assert guarded.post(path).status_code == 403
    for act in ACTS[1:]:
        assert operator.get(f"/buckets/7/{act}").status_code == 405
    for page in ("/buckets/7/", "/buckets/7/files/5/"):
        assert "/edit/" not in viewer.get(page).content.decode()
        assert "/move/" not in viewer.get(page).content.decode()
        assert "/move/" in operator.get(page).content.decode()


def test_a_file_in_another_bucket_is_not_found(operator: Client) -> None:
    mirrored_bucket(7)
    mirrored_bucket(8)
    audio_file(5, 7)
    for act in ACTS[:2]:
        assert operator.post(f"/buckets/8/{act}", {"title": "X"}).status_code == 404


def test_own_fields_are_shown_as_they_were_given(operator: Client) -> None:
    mirrored_bucket(7)
    audio_file(5, 7, user_defined={"tags": ["a", True, None], "year": 1999, "artist": "春风"})
    html = operator.get("/buckets/7/files/5/").content.decode()
    for shown in ("[&quot;a&quot;, true, null]", "<dd>1999</dd>", "<dd>春风</dd>"):
        assert shown in html
