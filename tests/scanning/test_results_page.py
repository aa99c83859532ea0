"""The part of a recording's page with its results, which asks for itself until they are here."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from core.accounts.roles import Role
from core.mirror.resources import Scope
from core.mirror.store import store_rows
from scanning import scans
from scanning.models import Delivery, Scan, ScannedFile
from scanning.resources import SCANNED_FILES
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import audio_file, bucket, container, gone, scanned_file
from tests.scanning.callbacks import callback_body, new_address, only_delivery, post_callback

pytestmark = pytest.mark.django_db

FILE = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")
PAGE = f"/scanning/8/files/{FILE}/"
PART = f"{PAGE}results/"
OURS = "a" * 32
MATCHES = {
    "music": [
        {"offset": 70, "played_duration": 30, "score": 71,
         "result": {"title": "Sky <b>", "artists": [{"name": "Bob"}], "score": 88}},
    ],
    "custom_files": [
        {"offset": 10, "played_duration": 50,
         "result": {"title": "Tidewater", "bucket_id": "7", "acrid": OURS, "score": 93}},
    ],
}  # fmt: skip


@pytest.fixture
def viewer() -> Client:
    bucket(7, name="House productions")
    container(8, name="Evening")
    return signed_in(person(Role.VIEWER))


def get(client: Client, path: str = PART, **headers: str) -> HttpResponse:
    response: HttpResponse = client.get(path, headers=headers)  # type: ignore[assignment]
    return response


def text(client: Client, path: str = PART) -> str:
    return get(client, path).content.decode()


def test_while_it_is_scanned_the_part_asks_again_and_then_stops(viewer: Client) -> None:
    scanned_file(FILE, 8, state=0)
    assert 'hx-trigger="every 2s"' in text(viewer)
    assert "It is being scanned" in text(viewer, PAGE)
    scanned_file(FILE, 8, state=1, results=MATCHES)
    part = text(viewer)
    assert "every 2s" not in part
    assert 'id="file-state" hx-swap-oob="true"' in part
    assert "Ready" in part


def test_a_scan_that_ended_waits_for_its_results(viewer: Client) -> None:
    scanned_file(FILE, 8, state=1)
    assert "every 2s" in text(viewer)
    assert "The scan has ended" in text(viewer)


def test_a_part_that_did_not_change_is_not_sent_again(viewer: Client) -> None:
    scanned_file(FILE, 8, state=0)
    tag = get(viewer)["ETag"]
    assert get(viewer, **{"If-None-Match": tag}).status_code == 304
    scanned_file(FILE, 8, state=1, results=MATCHES)
    assert get(viewer, **{"If-None-Match": tag}).status_code == 200


def test_what_plays_when_is_drawn_and_listed(viewer: Client) -> None:
    scanned_file(FILE, 8, duration=100, results=MATCHES)
    page = text(viewer, PAGE)
    assert 'x="70.0000%" y="0" width="30.0000%"' in page
    assert "<title>1:10 to 1:40: Sky &lt;b&gt;, Bob</title>" in page
    assert 'href="#segment-2"' in page
    assert 'id="segment-2"' in page
    assert "matched 80 %" in page
    for score in ("71", "88", "93"):
        assert f">{score}</td>" in page
    assert "<b>" not in page
    assert " style=" not in page


def test_a_piece_is_linked_when_the_mirror_knows_it(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    assert "/buckets/7/files/" not in text(viewer)
    audio_file(11, 7, acr_id=OURS)
    audio_file(12, 7, acr_id="b" * 32)
    bucket(9)
    audio_file(13, 9, acr_id=OURS)
    assert "/buckets/7/files/11/" in text(viewer)
    for other in ("/buckets/7/files/12/", "/buckets/9/files/13/"):
        assert other not in text(viewer)


def test_it_says_how_the_results_came(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    assert "polled" in text(viewer)
    post_callback(new_address(8), callback_body(FILE))
    Delivery.objects.update(received_at=datetime(2026, 11, 20, 12, 3, 7, tzinfo=UTC))
    scan = Scan.objects.get()
    scans.record_callback(FILE, scan.read_at, only_delivery().pk)
    part = text(viewer)
    assert "callback 12:03:07" in part
    assert "polled" not in part


def test_a_callback_that_found_them_already_here_did_not_bring_them(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    post_callback(new_address(8), callback_body(FILE))
    scans.record_callback(FILE, datetime.now(UTC), only_delivery().pk)
    assert "polled" in text(viewer)


def test_what_a_poll_brought_after_a_callback_came_by_the_poll(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    post_callback(new_address(8), callback_body(FILE))
    scans.record_callback(FILE, Scan.objects.get().read_at, only_delivery().pk)
    scanned_file(FILE, 8, state=0)
    scanned_file(FILE, 8, results=MATCHES, updated_at="2026-11-21T14:59:00.000000Z")
    assert Scan.objects.count() == 2
    assert "polled" in text(viewer)


def test_results_of_an_earlier_scan_are_not_shown(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    scanned_file(FILE, 8, state=0)
    assert "Tidewater" not in text(viewer)
    scanned_file(FILE, 8, state=-1)
    assert "Tidewater" not in text(viewer)
    assert "Nothing was recognized" in text(viewer)


@pytest.mark.parametrize(
    ("state", "said"), [(-1, "Nothing found"), (-2, "could not be scanned"), (-3, "Not scanned")]
)
def test_each_end_without_results_says_what_it_means(viewer: Client, state: int, said: str) -> None:
    scanned_file(FILE, 8, state=state)
    part = text(viewer)
    assert said in part
    assert "every 2s" not in part


def test_sections_without_segments_are_an_end_too(viewer: Client) -> None:
    scanned_file(FILE, 8, results={"music": [], "custom_files": {}})
    assert "No segments" in text(viewer)
    assert "every 2s" not in text(viewer)


def test_a_recording_that_is_gone_is_not_asked_for_again(viewer: Client) -> None:
    scanned_file(FILE, 8, state=0)
    gone(SCANNED_FILES, FILE, scope=Scope("8"))
    assert "every 2s" not in text(viewer)


def test_very_many_segments_are_cut_off_with_a_word(viewer: Client) -> None:
    many = [
        {"offset": at, "played_duration": 1, "result": {"title": f"No {at}"}} for at in range(1200)
    ]
    scanned_file(FILE, 8, duration=1200, results={"music": many})
    part = text(viewer)
    assert part.count("data-row ") == 1000
    assert "200 more are in the CSV and JSON exports" in part
    assert text(viewer, f"{PAGE}results.csv").count("\n") == 1201


def test_results_are_exported_as_rows_and_as_they_came(viewer: Client) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    rows = get(viewer, f"{PAGE}results.csv")
    assert "attachment" in rows["Content-Disposition"]
    assert "custom_files,10.0,60.0,Tidewater" in rows.content.decode()
    whole = get(viewer, f"{PAGE}results.json")
    assert orjson.loads(whole.content) == MATCHES
    assert get(viewer, f"{PAGE}results.xml").status_code == 404
    assert "&quot;Tidewater&quot;" in text(viewer, f"{PAGE}results/raw/")


def test_a_results_page_costs_few_queries(
    viewer: Client, django_assert_max_num_queries: Any
) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    audio_file(11, 7, acr_id=OURS)
    text(viewer)
    with django_assert_max_num_queries(8):
        text(viewer)


@pytest.mark.parametrize("path", [PART, f"{PAGE}results.csv", f"{PAGE}results/raw/"])
def test_nobody_sees_them_without_signing_in(viewer: Client, path: str) -> None:
    scanned_file(FILE, 8, results=MATCHES)
    assert Client().get(path).status_code == 302
    assert signed_in(person(None)).get(path).status_code == 403
    assert viewer.get(path.replace("/8/", "/9/")).status_code == 404


def test_a_row_of_the_mirror_with_no_name_and_no_length_is_shown(viewer: Client) -> None:
    row = {"id": str(FILE), "state": 1, "results": MATCHES}
    stored = store_rows(SCANNED_FILES, Scope("8"), [row], requested_at=datetime.now(UTC))
    assert not stored.quarantined
    assert ScannedFile.objects.get().duration is None
    assert "matched" in text(viewer, PAGE)
