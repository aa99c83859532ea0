"""The provider's catalogue is passed through page by page, and nothing of it is stored."""

from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from buckets.models import AudioFile
from core.accounts.scopes import TokenScope
from core.mirror import tally
from core.mirror.models import MirrorScope
from tests.core.accounts.actors import person, service_with, signed_in
from tests.core.gateway.mirror_rows import bucket, unplug
from tests.engines import Engine

pytestmark = pytest.mark.django_db

JSON = "application/json"
FILES = "/api/buckets/23/files"


@pytest.fixture
def client() -> Client:
    return service_with(TokenScope.READ_BUCKETS, TokenScope.WRITE_BUCKETS)


@pytest.fixture
def viewer() -> Client:
    return signed_in(person())


@pytest.fixture
def catalogue(demo_engine: Engine, client: Client) -> list[dict[str, Any]]:
    """Its files, asked of the engine without the portal; the mirror knows the bucket."""
    assert client.get("/api/buckets/23").json()["data"]["type"] == "ACRCloudFile"
    headers = {"Authorization": f"Bearer {demo_engine.token}"}
    reply = requests.get(f"{demo_engine.api}/buckets/23/files", headers=headers, timeout=10)
    rows: list[dict[str, Any]] = reply.json()["data"]
    assert len(rows) == reply.json()["meta"]["total"] > 3
    return rows


def nothing_is_stored() -> bool:
    return (
        not AudioFile.objects.exists()
        and not MirrorScope.objects.exists()
        and tally.tally_of_scope(AudioFile, 23).count() == 0
    )


def test_its_files_are_listed_as_the_remote_has_them(
    client: Client, catalogue: list[dict[str, Any]]
) -> None:
    answer = client.get(FILES)
    # Nothing here knows when it changes.
    assert "ETag" not in answer
    reply = answer.json()
    assert reply["data"] == catalogue
    assert [list(row) for row in reply["data"]] == [list(row) for row in catalogue]
    assert reply["meta"]["total"] == len(catalogue)
    assert nothing_is_stored()


def test_pages_together_are_the_list(client: Client, catalogue: list[dict[str, Any]]) -> None:
    met: list[Any] = []
    number = 1
    while number:
        page = client.get(f"{FILES}?per_page=3&page={number}").json()
        assert page["meta"]["per_page"] == "3"
        assert page["links"]["first"] == "http://testserver/api/buckets/23/files?page=1"
        met += page["data"]
        number = number + 1 if page["links"]["next"] else 0
    assert met == catalogue
    assert nothing_is_stored()


def test_a_list_is_narrowed_and_sorted_by_the_remote(
    client: Client, catalogue: list[dict[str, Any]]
) -> None:
    assert client.get(f"{FILES}?order=desc").json()["data"] == catalogue[::-1]
    title = catalogue[1]["title"]
    for word in ("search", "keyword"):
        found = client.get(FILES, {word: title, "state": 1}).json()
        assert title in {row["title"] for row in found["data"]}
        assert found["meta"]["total"] < len(catalogue)
    assert client.get(f"{FILES}?sort=colour").status_code == 422


def test_files_are_shown_by_id_and_acr_id(client: Client, catalogue: list[dict[str, Any]]) -> None:
    first, second = catalogue[:2]
    reply = client.get(f"{FILES}/{second['id']},{first['acr_id'].upper()},777777,../x")
    assert reply.status_code == 404, "a path is no id"
    reply = client.get(f"{FILES}/{second['id']},{first['acr_id'].upper()},777777,zzz")
    assert reply.json() == {"data": [second, first]}
    assert client.get(f"{FILES}/777777").status_code == 404
    assert client.get(f"{FILES}/zzz").status_code == 404
    assert nothing_is_stored()


def test_nothing_in_it_can_be_changed(client: Client, catalogue: list[dict[str, Any]]) -> None:
    file = f"{FILES}/{catalogue[0]['id']}"
    refusals = (
        client.put(file, {"title": "mine"}, content_type=JSON),
        client.delete(file),
        client.delete(FILES, {"ids": [catalogue[0]["id"]]}, content_type=JSON),
    )
    for refusal in refusals:
        assert refusal.status_code == 403
        assert refusal.json()["message"] == "The bucket ACRCloud Music is read-only."
    assert client.get(FILES).json()["data"] == catalogue


def test_with_the_remote_down_it_is_not_empty(client: Client, settings: Settings) -> None:
    bucket(23, type="ACRCloudFile")
    unplug(settings)
    assert client.get(FILES).status_code == 502
    assert client.get(f"{FILES}/1").status_code == 502


def test_files_of_a_bucket_of_channels_are_the_remote_s_own(
    client: Client, settings: Settings
) -> None:
    bucket(8, type="Live")
    unplug(settings)
    assert client.get("/api/buckets/8/files").status_code == 502


def test_the_page_shows_them_page_by_page(
    viewer: Client, catalogue: list[dict[str, Any]], settings: Settings
) -> None:
    assert 'hx-get="/buckets/23/catalogue/"' in viewer.get("/buckets/23/").content.decode()
    page = viewer.get("/buckets/23/catalogue/").content.decode()
    assert "<html" in page
    assert all(row["acr_id"] in page for row in catalogue)
    assert f"{len(catalogue)} files" in page

    fragment = viewer.get(
        "/buckets/23/catalogue/",
        {"q": catalogue[0]["title"]},
        headers={"HX-Request": "true", "HX-Target": "catalogue"},
    ).content.decode()
    assert "<html" not in fragment
    assert catalogue[0]["acr_id"] in fragment
    assert catalogue[-1]["acr_id"] not in fragment
    assert "Nothing matches" in viewer.get("/buckets/23/catalogue/?q=zzz").content.decode()
    assert nothing_is_stored()


def test_the_page_leads_to_the_next_one(
    viewer: Client, catalogue: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckets.views.catalogue.PER_PAGE", 3)
    first = viewer.get("/buckets/23/catalogue/").content.decode()
    assert catalogue[0]["acr_id"] in first
    assert catalogue[3]["acr_id"] not in first
    assert "?page=2" in first
    second = viewer.get("/buckets/23/catalogue/?page=2").content.decode()
    assert catalogue[3]["acr_id"] in second
    assert "?page=1" in second


def test_the_page_says_when_the_remote_can_not_be_read(viewer: Client, settings: Settings) -> None:
    bucket(23, type="ACRCloudFile")
    unplug(settings)
    assert viewer.get("/buckets/23/").status_code == 200, "it asks nothing of the remote"
    page = viewer.get("/buckets/23/catalogue/")
    assert page.status_code == 200
    assert "can’t be read now" in page.content.decode()


def test_only_a_catalogue_has_that_page(viewer: Client) -> None:
    bucket(7)
    assert viewer.get("/buckets/7/catalogue/").status_code == 404
