"""A client that has an answer and asks again gets 304, unless it would get another answer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.models import AudioFile, Bucket
from buckets.resources import BUCKETS, CHANNELS, FILES
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from core.accounts.services import revoke_token
from core.mirror.resources import Resource, Scope
from projects.models import Project
from scanning.models import Container, ScannedFile
from scanning.resources import CONTAINERS, SCANNED_FILES
from tests.core.accounts.actors import TESTS, issued, person, service, service_with
from tests.core.gateway.mirror_rows import (
    audio_file,
    bucket,
    gone,
    list_is_unread,
)
from tests.core.gateway.tagged_answers import (
    FILES_OF_8,
    LISTS,
    OBJECTS,
    READ,
    SCAN,
    SCANS_OF_9,
    WITH_RESULTS,
    change_payload,
    fill_account,
    found,
    status_of,
    tag_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account() -> None:
    fill_account()


@pytest.fixture
def client() -> Client:
    return service_with(*READ)


@pytest.mark.parametrize("path", LISTS + OBJECTS)
def test_what_has_not_changed_is_304_after_two_queries(client: Client, path: str) -> None:
    tag = tag_of(client, path)
    assert status_of(client, path, tag) == 304

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert answer["Cache-Control"] == client.get(path)["Cache-Control"] == "private, no-cache"
    # The token's is one of them.
    assert len(queries) <= 2, [query["sql"] for query in queries]
    if path in LISTS:
        assert not any("payload" in query["sql"] for query in queries)


@pytest.mark.parametrize("form", ['"other", {}', "W/{}", '"other",W/{}', "*"])
def test_a_tag_is_found_in_every_form_that_clients_send(client: Client, form: str) -> None:
    tag = tag_of(client, FILES_OF_8)
    assert status_of(client, FILES_OF_8, form.format(tag)) == 304


@pytest.mark.parametrize("form", ["", "nothing", '"other"', '""', "{}0"])
def test_another_tag_gets_the_answer(client: Client, form: str) -> None:
    tag = tag_of(client, FILES_OF_8)
    assert status_of(client, FILES_OF_8, form.format(tag)) == 200


@pytest.mark.parametrize("path", LISTS + OBJECTS)
def test_a_payload_that_changes_alone_is_shown(client: Client, path: str) -> None:
    tag = tag_of(client, path)
    change_payload(BUCKETS, Bucket.objects.get(pk=8))
    for key in range(1, 6):
        change_payload(FILES, AudioFile.objects.get(pk=key), "8")
    change_payload(CHANNELS, Bucket.objects.get(pk=10).channels.get(), "10")
    change_payload(CONTAINERS, Container.objects.get())
    change_payload(SCANNED_FILES, ScannedFile.objects.get(), "9")
    shown = Project.objects.get()
    Project.objects.update(payload=shown.payload.replace("project 5", "other 5"))

    answer = client.get(path, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize("path", [f"{FILES_OF_8}?per_page=2&page=2", f"{FILES_OF_8}?state=1"])
def test_what_comes_goes_and_comes_back_is_shown(client: Client, path: str) -> None:
    tags = [tag_of(client, path)]
    audio_file(20, 8)
    tags.append(tag_of(client, path))
    gone(FILES, 20, scope=Scope("8"))
    tags.append(tag_of(client, path))
    AudioFile.objects.update(gone_at=None)
    tags.append(tag_of(client, path))
    AudioFile.objects.filter(pk=20).delete()
    tags.append(tag_of(client, path))
    assert len(set(tags)) == len(tags)


def test_what_happens_in_another_list_is_nothing(client: Client) -> None:
    tags = {path: tag_of(client, path) for path in (FILES_OF_8, SCANS_OF_9, "/api/fs-containers")}
    bucket(11)
    audio_file(30, 11)
    assert {path: status_of(client, path, tag) for path, tag in tags.items()} == dict.fromkeys(
        tags, 304
    )


def test_results_are_shown_where_they_were_asked_for(client: Client) -> None:
    one, path = f"{SCANS_OF_9}/{SCAN}", WITH_RESULTS
    tags = {address: tag_of(client, address) for address in (one, path, SCANS_OF_9)}
    found(matches=2)
    assert status_of(client, one, tags[one]) == 200
    assert status_of(client, path, tags[path]) == 200
    assert status_of(client, SCANS_OF_9, tags[SCANS_OF_9]) == 304


def test_each_address_has_tags_of_its_own(client: Client) -> None:
    tags = [tag_of(client, path) for path in LISTS]
    tags.append(client.get(FILES_OF_8, headers={"Host": "127.0.0.1"})["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_page_that_is_reached_another_way_has_another_tag(client: Client) -> None:
    """Page 2 goes on where page 1 ended, when a row of page 1 has gone since."""
    path = f"{FILES_OF_8}?per_page=2&page=2"
    jumped = client.get(path)
    client.get(f"{FILES_OF_8}?per_page=2")
    gone(FILES, 1, scope=Scope("8"))
    followed = client.get(path)
    assert [row["id"] for row in followed.json()["data"]] == [3, 4]
    assert status_of(client, path, followed["ETag"]) == 304
    client.get(f"{FILES_OF_8}?per_page=2")
    counted = client.get(path, headers={"If-None-Match": followed["ETag"]})
    assert [row["id"] for row in counted.json()["data"]] == [4, 5]
    assert len({answer["ETag"] for answer in (jumped, followed, counted)}) == 3


@pytest.mark.parametrize("path", LISTS + OBJECTS)
def test_what_may_show_secrets_is_neither_tagged_nor_stored(client: Client, path: str) -> None:
    tag = tag_of(client, path)
    privileged = service_with(*READ, TokenScope.SECRETS)
    answer = privileged.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-store"
    assert privileged.get(path, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", LISTS + OBJECTS)
def test_who_may_not_read_gets_403(client: Client, path: str) -> None:
    tag = tag_of(client, path)
    assert status_of(service_with(TokenScope.READ_PORTAL), path, tag) == 403
    assert status_of(Client(), path, tag) == 403
    owner = person(Role.VIEWER)
    token = issued(*READ, owner=owner)
    revoked = service(token)
    assert status_of(revoked, path, tag) == 304
    revoke_token(actor=TESTS, token=token.token)
    assert status_of(revoked, path, tag) == 403
    without_role = service(issued(*READ, owner=owner))
    assert status_of(without_role, path, tag) == 304
    owner.groups.clear()
    assert status_of(without_role, path, tag) == 403


def test_a_list_of_what_is_gone_is_not_found(client: Client) -> None:
    paths = (FILES_OF_8, "/api/buckets/8", f"{FILES_OF_8}/3")
    tags = {path: tag_of(client, path) for path in paths}
    gone(BUCKETS, 8)
    for path, tag in tags.items():
        answer = client.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, "ETag" in answer) == (404, False)
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("resource", "scope", "path"),
    [
        (BUCKETS, "", "/api/buckets"),
        (FILES, "8", FILES_OF_8),
        (CHANNELS, "10", "/api/buckets/10/channels"),
        (SCANNED_FILES, "9", WITH_RESULTS),
    ],
)
def test_a_list_that_nobody_read_is_503(
    client: Client, resource: Resource[Any], scope: str, path: str
) -> None:
    tag = tag_of(client, path)
    list_is_unread(resource, Scope(scope))
    assert status_of(client, path, tag) == 503
