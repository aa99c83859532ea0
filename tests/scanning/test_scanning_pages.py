"""Pages of containers and scanned files."""

from uuid import UUID

import pytest
from django.test import Client

from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import CALLBACK, bucket, container, scanned_file

pytestmark = pytest.mark.django_db
RECORDING = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")


@pytest.fixture
def viewer() -> Client:
    bucket(7, name="Radio")
    container(8, name="Evening", buckets=[{"id": 7, "name": "Radio"}])
    return signed_in(person())


def test_a_container_shows_its_files_how_it_scans_and_where_it_looks(viewer: Client) -> None:
    scanned_file(RECORDING, 8, name="evening.mp3")
    html = viewer.get("/scanning/8/").content.decode()
    for shown in ("Evening", "evening.mp3", "Audio fingerprinting", "traverse", "/buckets/7/"):
        assert shown in html


def test_no_page_holds_the_callback_address(viewer: Client) -> None:
    scanned_file(RECORDING, 8)
    for page in ("/scanning/", "/scanning/8/", f"/scanning/8/files/{RECORDING}/"):
        assert CALLBACK not in viewer.get(page).content.decode()
    assert "its address is secret" in viewer.get("/scanning/8/").content.decode()


@pytest.mark.parametrize(
    ("state", "said"),
    [(0, "Processing"), (-1, "No result"), (-2, "could not scan"), (-3, "Failed"), (9, "State 9")],
)
def test_each_state_says_what_it_means(viewer: Client, state: int, said: str) -> None:
    scanned_file(RECORDING, 8, state=state)
    assert said in viewer.get(f"/scanning/8/files/{RECORDING}/").content.decode()


@pytest.mark.parametrize("address", [f"/scanning/9/files/{RECORDING}/", "/scanning/9/"])
def test_what_is_not_there_is_not_found(viewer: Client, address: str) -> None:
    scanned_file(RECORDING, 8)
    assert viewer.get(address).status_code == 404
