"""The forms and buttons by which people make, change and delete buckets."""

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from buckets.models import Bucket
from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from tests.buckets.remote_buckets import new_bucket
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket as mirrored_bucket
from tests.core.gateway.mirror_rows import unplug
from tests.engines import Engine
from tests.remote_faults import fault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> Client:
    return signed_in(person(Role.OPERATOR))


def fields(**changed: object) -> dict[str, object]:
    return {
        "name": "Spots", "type": "File", "region": "us-west-2", "net_type": "1",
        "labels": "Ads", "metadata_template": "", **changed,
    }  # fmt: skip


def post(client: Client, path: str, data: object = None) -> HttpResponse:
    response: HttpResponse = client.post(path, data or {}, follow=True)  # type: ignore[assignment]
    return response


def test_a_bucket_is_made_by_its_form(engine: Engine, operator: Client) -> None:
    assert "New bucket" in operator.get("/buckets/").content.decode()
    assert operator.get("/buckets/new/").status_code == 200
    template = '[{"name": "artist"}]'
    page = post(
        operator,
        "/buckets/new/",
        fields(labels=" Ads, Jingles ,,Ads", net_type="2", metadata_template=template),
    )
    made = Bucket.objects.get()
    assert page.redirect_chain == [(f"/buckets/{made.pk}/", 302)]  # type: ignore[attr-defined]
    assert "Files can be uploaded to it" in page.content.decode()
    assert (made.name, made.region, made.type) == ("Spots", "us-west-2", "File")
    document = made.document
    assert (document["labels"], document["net_type"]) == (["Ads", "Jingles"], 2)
    assert document["metadata_template"] == template
    assert AuditEntry.objects.filter(act="create bucket").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"type": "ACRCloudFile"}, "not one of the available choices"),
        ({"region": "moon-1"}, "not one of the available choices"),
        ({"net_type": "7"}, "not one of the available choices"),
        ({"metadata_template": '{"a": 1,\n}'}, "This is not JSON"),
        ({"metadata_template": '{"a": 1, "a": 2}'}, "is there twice"),
        ({"metadata_template": "[NaN]"}, "not a JSON number"),
        ({"metadata_template": "[" * 9000}, "too deeply"),
        ({"metadata_template": '"\\u0000"'}, "can&#x27;t be stored"),
        ({"metadata_template": '"\\ud800"'}, "half a character"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    engine: Engine, operator: Client, changed: dict[str, object], said: str
) -> None:
    page = post(operator, "/buckets/new/", fields(labels="Keep, these", **changed))
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert 'value="Keep, these"' in html
    assert not Bucket.objects.exists()


def test_the_remote_s_own_words_stand_beside_the_field(engine: Engine, operator: Client) -> None:
    page = post(operator, "/buckets/new/", fields(name="x" * 300, labels="Keep, these"))
    assert page.status_code == 422
    html = page.content.decode()
    error = html.split('id="id_name_error"', 1)[1].split("</span>", 1)[0]
    assert "may not be greater than 255 characters" in error
    assert 'value="Keep, these"' in html
    assert not Bucket.objects.exists()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "The remote failed with status 500"),
        (429, "throttling requests"),
        (403, "rejects the account&#x27;s token"),
    ],
)
def test_a_remote_in_trouble_is_said_and_the_form_kept(
    engine: Engine, operator: Client, status: int, said: str
) -> None:
    with fault(engine, "status", status=status, method="POST", path="*/buckets"):
        page = post(operator, "/buckets/new/", fields(name="Keep me"))
    assert page.status_code == 422
    html = page.content.decode()
    assert said in html
    assert 'value="Keep me"' in html


def test_a_remote_that_does_not_answer_is_said(
    engine: Engine, operator: Client, settings: Settings
) -> None:
    unplug(settings)
    html = post(operator, "/buckets/new/", fields(name="Keep me")).content.decode()
    assert "could not be reached" in html
    assert "may have been done all the same" in html
    assert 'value="Keep me"' in html


def test_a_portal_that_reads_only_says_so(
    engine: Engine, operator: Client, settings: Settings
) -> None:
    made = new_bucket()
    settings.ACRCLOUD_READ_ONLY = True
    assert "set to read only" in post(operator, "/buckets/new/", fields()).content.decode()
    changed = post(operator, f"/buckets/{made.pk}/edit/", {"name": "Other", "labels": ""})
    assert "set to read only" in changed.content.decode()
    page = post(operator, f"/buckets/{made.pk}/delete/")
    assert "set to read only" in page.content.decode()
    assert Bucket.objects.live().get() == made


def test_a_bucket_is_changed_by_what_differs_alone(engine: Engine, operator: Client) -> None:
    post(operator, "/buckets/new/", fields(labels="Ads", metadata_template='{\n"a": 1\n}'))
    made = Bucket.objects.get()
    path = f"/buckets/{made.pk}/edit/"
    html = operator.get(path).content.decode()
    assert 'value="Ads"' in html
    assert 'name="region"' not in html
    # As a browser sends it back: with carriage returns.
    same = {"labels": "Ads", "metadata_template": '{\r\n"a": 1\r\n}'}
    page = post(operator, path, {"name": "Spots", **same})
    assert "Nothing was changed" in page.content.decode()
    assert not AuditEntry.objects.filter(act="change bucket").exists()
    post(operator, path, {"name": "After", **same})
    assert AuditEntry.objects.get(act="change bucket").detail == {"name": "After"}
    post(operator, path, {"name": "After", "labels": "", "metadata_template": ""})
    made.refresh_from_db()
    document = made.document
    assert (made.name, document["labels"], document["metadata_template"]) == ("After", [], None)


def test_a_bucket_is_deleted_once_nothing_holds_it(engine: Engine, operator: Client) -> None:
    made, held = new_bucket("Empty"), new_bucket("Held")
    with fault(engine, "status", status=409, method="DELETE", path=f"*/buckets/{held.pk}"):
        refused = post(operator, f"/buckets/{held.pk}/delete/")
    assert refused.redirect_chain == [(f"/buckets/{held.pk}/", 302)]  # type: ignore[attr-defined]
    page = post(operator, f"/buckets/{made.pk}/delete/")
    assert "“Empty” is deleted" in page.content.decode()
    assert Bucket.objects.live().get() == held


def test_the_catalogue_offers_no_acts(operator: Client) -> None:
    mirrored_bucket(23, type="ACRCloudFile")
    html = operator.get("/buckets/23/").content.decode()
    assert "/buckets/23/edit/" not in html
    assert operator.get("/buckets/23/edit/").status_code == 404
    assert operator.post("/buckets/23/delete/").status_code == 404


def test_a_bucket_of_channels_is_changed_and_deleted_too(engine: Engine, operator: Client) -> None:
    made = new_bucket("Radio", type="Live")
    assert f"/buckets/{made.pk}/edit/" in operator.get(f"/buckets/{made.pk}/").content.decode()
    post(operator, f"/buckets/{made.pk}/delete/")
    assert not Bucket.objects.live().exists()


ACTS = ("new/", "7/edit/", "7/delete/")


def test_each_act_asks_for_its_role(operator: Client) -> None:
    mirrored_bucket(7)
    viewer = signed_in(person(Role.VIEWER))
    for act in ACTS:
        assert viewer.post(f"/buckets/{act}").status_code == 403
        assert Client().post(f"/buckets/{act}").status_code == 302
        guarded = Client(enforce_csrf_checks=True)
        guarded.force_login(person(Role.OPERATOR))
        assert guarded.post(f"/buckets/{act}").status_code == 403
    assert viewer.get("/buckets/new/").status_code == 403
    assert operator.get("/buckets/7/delete/").status_code == 405
    for page in ("/buckets/", "/buckets/7/"):
        html = viewer.get(page).content.decode()
        for offered in ("New bucket", "/edit/", "delete-bucket", "/files/delete/"):
            assert offered not in html
    assert "delete-bucket" in operator.get("/buckets/7/").content.decode()
