"""Names of a container's recordings say when and where they were on air."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from core.accounts.roles import Role
from core.jobs import tasks
from core.jobs.models import Job
from plays.models import NamePattern, Play, Recording, Station
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import entry

pytestmark = pytest.mark.django_db

PAGE = "/heard/names/8/"
PATTERN = "{station}_{YYYYMMDD}_{HHMMSS}"
NAME = "R1_20260701_060000.mp3"
SIX_IN_ZURICH = datetime(2026, 7, 1, 4, tzinfo=UTC)


@pytest.fixture
def operator() -> Client:
    bucket(7)
    container(8)
    Station.objects.create(name="Radio One", code="r1", zone="Europe/Zurich")
    return signed_in(person(Role.OPERATOR))


def scan(number: int = 1, name: str = NAME) -> Recording:
    key = UUID(int=number)
    scanned_file(key, 8, name=name, results={"music": [entry(0, 50)]})
    return Recording.objects.get(pk=key)


def test_a_new_recording_is_put_on_air_by_its_name(operator: Client) -> None:
    operator.post(PAGE, {"pattern": PATTERN})
    recording = scan()
    assert (recording.begins_at, recording.source) == (SIX_IN_ZURICH, "name")
    assert recording.station == Station.objects.get()
    assert Play.objects.get().heard_at == SIX_IN_ZURICH


def test_names_that_are_there_already_are_read_by_a_job(operator: Client) -> None:
    for number in range(1, 4):
        scan(number)
    scan(4, "interview.mp3")
    operator.post(PAGE, {"pattern": PATTERN})
    tasks.run(Job.objects.get(kind="plays.names").pk)
    known = Recording.objects.exclude(begins_at=None)
    assert sorted(one.pk.int for one in known) == [1, 2, 3]
    assert Play.objects.filter(is_on_air=True).count() == 3


def test_what_a_person_said_counts_for_more(operator: Client) -> None:
    recording = scan()
    operator.post(f"/heard/on-air/{recording.pk}/edit/", {"begins_at": "2020-01-01T00:00:00"})
    operator.post(PAGE, {"pattern": PATTERN})
    tasks.run(Job.objects.get(kind="plays.names").pk)
    recording.refresh_from_db()
    assert recording.begins_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_pattern_is_tried_before_it_is_saved(operator: Client) -> None:
    scan()
    scan(2, "interview.mp3")
    scan(3, "r9_20260701_060000.mp3")
    page = operator.post(PAGE, {"pattern": PATTERN, "try": "1"}).content.decode()
    assert "1 Jul 2026, 06:00:00 CEST" in page
    assert "doesn’t fit" in page
    assert "no station has the code r9" in page
    assert not NamePattern.objects.exists()


def test_times_may_be_utc_and_the_station_the_patterns_own(operator: Client) -> None:
    station = Station.objects.get()
    fields = {"pattern": "{YYYYMMDD}_{HHMMSS}", "station": station.pk, "is_utc": "on"}
    operator.post(PAGE, fields)
    recording = scan(name="20260701_060000.mp3")
    assert recording.begins_at == datetime(2026, 7, 1, 6, tzinfo=UTC)
    assert recording.station == station


def test_what_is_no_pattern_is_refused_with_a_reason(operator: Client) -> None:
    answer = operator.post(PAGE, {"pattern": "{weather}"})
    assert answer.status_code == 422
    assert "{weather} is not known" in answer.content.decode()
    assert not NamePattern.objects.exists()


def test_a_pattern_is_dropped_and_what_was_read_stays(operator: Client) -> None:
    operator.post(PAGE, {"pattern": PATTERN})
    recording = scan()
    operator.post(f"{PAGE}drop/")
    assert not NamePattern.objects.exists()
    scan(2)
    recording.refresh_from_db()
    assert recording.begins_at == SIX_IN_ZURICH
    assert Recording.objects.get(pk=UUID(int=2)).begins_at is None


def test_viewers_change_no_pattern(operator: Client) -> None:
    assert signed_in(person(Role.VIEWER)).get(PAGE).status_code == 403
