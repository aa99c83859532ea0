"""Pages of buckets and audio files."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from buckets.resources import BUCKETS, FILES
from core.mirror.resources import Scope
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import (
    audio_file,
    bucket,
    gone,
    list_is_unread,
    list_was_read,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer() -> Client:
    return signed_in(person())


def test_an_empty_mirror_says_what_belongs_there(viewer: Client) -> None:
    list_was_read(BUCKETS)
    assert "No buckets are mirrored yet" in viewer.get("/buckets/").content.decode()


def test_a_list_that_was_never_read_is_not_shown_as_empty(viewer: Client) -> None:
    bucket(7)
    list_is_unread(BUCKETS)
    list_is_unread(FILES, Scope("7"))
    for path in ("/buckets/?q=nothing", "/buckets/7/", "/buckets/7/?q=x"):
        html = viewer.get(path).content.decode()
        assert "Not read yet" in html
        assert "0 files" not in html.partition("<main")[2].partition("list-files")[2]
        assert "is empty" not in html
    list_was_read(FILES, Scope("7"))
    assert "This bucket is empty" in viewer.get("/buckets/7/").content.decode()


def test_buckets_show_type_region_files_and_hours(viewer: Client) -> None:
    bucket(7, name="Radio", num=1204, size="255600")
    html = viewer.get("/buckets/").content.decode()
    for shown in ("Radio", "Audio files", "eu-west-1", "1,204", "71 h"):
        assert shown in html


def test_a_gone_bucket_is_kept_apart_and_stays_readable(viewer: Client) -> None:
    bucket(7, name="Radio")
    gone(BUCKETS, 7)
    assert "Radio" not in viewer.get("/buckets/").content.decode()
    assert "Radio" in viewer.get("/buckets/?state=gone").content.decode()
    assert "gone at the remote" in viewer.get("/buckets/7/").content.decode()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("ACRCloudFile", "/buckets/23/catalogue/"),
        ("Live", "live channels"),
        ("Unheard-of", "live channels"),
    ],
)
def test_a_bucket_without_files_of_its_own_says_why(viewer: Client, kind: str, said: str) -> None:
    bucket(23, type=kind)
    assert said in viewer.get("/buckets/23/").content.decode()


def test_a_file_shows_its_ids_its_fields_and_what_the_remote_sent(viewer: Client) -> None:
    bucket(7, name="Radio")
    file = audio_file(
        5, 7, title="春风路口", audio_id="A-5", user_defined={"artist": "<某人>"}, later="new"
    )
    html = viewer.get("/buckets/7/files/5/").content.decode()
    for shown in (
        "春风路口",
        file.acr_id,
        "A-5",
        "&lt;某人&gt;",
        "&quot;later&quot;: &quot;new&quot;",
    ):
        assert shown in html


def test_a_file_in_error_says_the_remote_s_reason(viewer: Client) -> None:
    bucket(7)
    audio_file(5, 7, state=-1, error="Unsupported format")
    assert "Unsupported format" in viewer.get("/buckets/7/files/5/").content.decode()


def test_a_state_nobody_documented_is_shown_as_it_came(viewer: Client) -> None:
    bucket(7)
    audio_file(5, 7, state=42)
    assert "State 42" in viewer.get("/buckets/7/").content.decode()


def test_a_gone_file_stays_readable(viewer: Client) -> None:
    bucket(7)
    audio_file(5, 7, title="Went away")
    gone(FILES, 5, scope=Scope("7"))
    assert "This is how it was last seen" in viewer.get("/buckets/7/files/5/").content.decode()


@pytest.mark.parametrize("address", ["/buckets/8/", "/buckets/7/files/6/", "/buckets/8/files/5/"])
def test_what_is_not_there_is_not_found(viewer: Client, address: str) -> None:
    bucket(7)
    audio_file(5, 7)
    assert viewer.get(address).status_code == 404


def test_a_list_asks_the_database_the_same_however_long_it_is(
    viewer: Client,
) -> None:
    bucket(7)
    audio_file(1, 7)
    viewer.get("/buckets/7/")
    counts = []
    for first, last in ((2, 2), (3, 30)):
        for number in range(first, last + 1):
            audio_file(number, 7)
        with CaptureQueriesContext(connection) as asked:
            assert viewer.get("/buckets/7/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
