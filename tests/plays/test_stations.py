"""Stations, and when recordings were on air: by page and by REST."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from core.accounts.models import AuditEntry
from core.accounts.roles import Role
from core.accounts.scopes import TokenScope
from plays import feed
from plays.models import NamePattern, Play, Recording, Station
from tests.core.accounts.actors import person, service_with, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry

pytestmark = pytest.mark.django_db

FILE = UUID(int=1)
PAGE = f"/heard/on-air/{FILE}/"


@pytest.fixture
def operator() -> Client:
    bucket(7)
    container(8)
    scanned_file(FILE, 8, name="evening.mp3", results={"music": [entry(60, 100)]})
    return signed_in(person(Role.OPERATOR))


@pytest.fixture
def station() -> Station:
    return Station.objects.create(name="Radio One", code="r1", zone="Europe/Zurich")


def test_a_station_is_made_changed_and_deleted(operator: Client) -> None:
    fields = {"name": "Radio One", "code": "r1", "zone": "Europe/Zurich", "note": "FM"}
    made = operator.post("/stations/new/", fields)
    station = Station.objects.get()
    assert made.headers["Location"] == f"/stations/{station.pk}/"
    operator.post(f"/stations/{station.pk}/edit/", {**fields, "name": "Radio 1"})
    page = operator.get("/stations/").content.decode()
    assert "Radio 1" in page
    assert "Europe/Zurich" in page
    operator.post(f"/stations/{station.pk}/delete/")
    assert not Station.objects.exists()
    acts = AuditEntry.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts)[-3:] == ["create station", "change station", "delete station"]


def test_a_zone_that_is_none_is_refused(operator: Client) -> None:
    answer = operator.post("/stations/new/", {"name": "x", "code": "x", "zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "Mars/Olympus is no time zone" in answer.content.decode()


def test_a_station_with_recordings_stays(operator: Client, station: Station) -> None:
    Recording.objects.update(station=station)
    operator.post(f"/stations/{station.pk}/delete/")
    page = operator.get(f"/stations/{station.pk}/").content.decode()
    assert "1 recording is of Radio One" in page


def test_a_station_that_a_pattern_names_stays(operator: Client, station: Station) -> None:
    NamePattern.objects.create(container_id=8, pattern="{YYYYMMDD}", station=station)
    operator.post(f"/stations/{station.pk}/delete/")
    page = operator.get(f"/stations/{station.pk}/").content.decode()
    assert "stand for Radio One" in page


@pytest.mark.parametrize("path", ["/stations/new/", f"{PAGE}edit/"])
def test_viewers_change_nothing(operator: Client, path: str) -> None:
    assert signed_in(person(Role.VIEWER)).get(path).status_code == 403


def test_a_recording_is_put_on_air_by_the_clock_of_its_station(
    operator: Client, station: Station
) -> None:
    operator.post(f"{PAGE}edit/", {"station": station.pk, "begins_at": "2026-07-01T06:00:00"})
    recording = Recording.objects.get()
    assert recording.begins_at == datetime(2026, 7, 1, 4, tzinfo=UTC)
    play = Play.objects.get()
    assert (play.heard_at, play.is_on_air) == (datetime(2026, 7, 1, 4, 1, tzinfo=UTC), True)
    assert play.station_id == station.pk
    panel = operator.get(PAGE).content.decode()
    assert "1 Jul 2026, 06:00:00 CEST" in panel
    assert "2026-07-01 04:00:00 UTC" in panel
    assert 'value="2026-07-01T06:00:00"' in operator.get(f"{PAGE}edit/").content.decode()
    assert f'hx-get="{PAGE}"' in operator.get(f"/scanning/8/files/{FILE}/").content.decode()


def test_a_time_that_the_clock_skipped_is_refused(operator: Client, station: Station) -> None:
    answer = operator.post(
        f"{PAGE}edit/", {"station": station.pk, "begins_at": "2026-03-29T02:30:00"}
    )
    assert answer.status_code == 422
    assert "skipped this time" in answer.content.decode()


def test_a_time_that_came_twice_is_the_first(operator: Client, station: Station) -> None:
    operator.post(f"{PAGE}edit/", {"station": station.pk, "begins_at": "2026-10-25T02:30:00"})
    assert Recording.objects.get().begins_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def patch(body: dict[str, Any], status: int = 200) -> Any:
    answer = service_with(TokenScope.WRITE_SCANNING).patch(
        f"/api/portal/recordings/{FILE}", body, content_type="application/json"
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_service_says_when_it_was_on_air(operator: Client, station: Station) -> None:
    last = feed.changes_after(0, 10)[-1].change or 0
    body = patch({"station": station.pk, "begins_at": "2026-07-01T06:00:00+02:00"})
    assert (body["station_id"], body["begins_at"]) == (station.pk, "2026-07-01T04:00:00+00:00")
    assert [one.pk for one in feed.changes_after(last, 10)] == [FILE]
    assert patch({"station": None})["begins_at"] == "2026-07-01T04:00:00+00:00"
    recording = Recording.objects.get()
    assert (recording.station, recording.source) == (None, "rest")
    shown = service_with(TokenScope.READ_SCANNING).get(f"/api/portal/recordings/{FILE}").json()
    assert (shown["plays"], shown["station_id"]) == (1, None)


@pytest.mark.parametrize(
    "body", [{"station": 99}, {"begins_at": "soon"}, {"title": "x"}, {"station": "x"}]
)
def test_a_service_is_told_what_is_wrong(operator: Client, body: dict[str, Any]) -> None:
    assert next(iter(body)) in patch(body, status=422)["errors"]


def test_stations_by_rest(operator: Client) -> None:
    client = service_with(TokenScope.READ_SCANNING, TokenScope.WRITE_SCANNING)
    fields = {"name": "Radio One", "code": "r1", "zone": "Europe/Zurich"}
    made = client.post("/api/portal/stations", fields, content_type="application/json")
    assert made.status_code == 201
    [listed] = client.get("/api/portal/stations").json()["data"]
    assert listed == made.json()
    again = client.post("/api/portal/stations", fields, content_type="application/json")
    assert again.status_code == 422


def test_what_is_known_outlives_a_rescan(operator: Client, station: Station) -> None:
    patch({"station": station.pk, "begins_at": "2026-07-01T04:00:00Z"})
    scanned_file(
        FILE,
        8,
        results={"music": [entry(0, 30, "Other")]},
        updated_at="2026-11-21T14:59:00.000000Z",
    )
    play = Play.objects.get()
    assert (play.title, play.station_id) == ("Other", station.pk)
    assert play.heard_at == datetime(2026, 7, 1, 4, tzinfo=UTC)
