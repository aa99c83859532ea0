"""Begins of many recordings at once, out of a CSV."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.accounts.roles import Role
from plays.models import Recording, Station
from plays.services import times
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file

pytestmark = pytest.mark.django_db

PAGE = "/stations/times/"
HEAD = "recording,station,begins_at\n"


@pytest.fixture
def operator() -> Client:
    bucket(7)
    container(8)
    for number, name in enumerate(["one.mp3", "two.mp3", "twin.mp3", "twin.mp3"], start=1):
        scanned_file(UUID(int=number), 8, name=name, results={})
    Station.objects.create(name="Radio One", code="r1", zone="Europe/Zurich")
    return signed_in(person(Role.OPERATOR))


def post(client: Client, content: str) -> str:
    return client.post(PAGE, {"pasted": content}).content.decode()


def test_lines_are_set_by_name_or_id_and_by_clock_or_zone(operator: Client) -> None:
    page = post(
        operator,
        f"{HEAD}one.mp3,R1,2026-07-01T06:00:00\n{UUID(int=2)},,2026-07-01T06:00:00+09:00\n",
    )
    assert "2 lines read, 0 refused" in page
    one = Recording.objects.get(pk=UUID(int=1))
    assert (one.begins_at, one.source) == (datetime(2026, 7, 1, 4, tzinfo=UTC), "table")
    assert one.station == Station.objects.get()
    two = Recording.objects.get(pk=UUID(int=2))
    assert (two.station, two.begins_at) == (None, datetime(2026, 6, 30, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("none.mp3,r1,2026-07-01", "No recording has this id or name"),
        ("twin.mp3,r1,2026-07-01", "Several recordings have this name"),
        ("one.mp3,r9,2026-07-01", "No station has the code r9"),
        ("one.mp3,r1,soon", "soon is no time"),
        ("one.mp3,r1,2026-03-29T02:30:00", "skipped this time"),
    ],
)
def test_a_line_that_can_not_be_set_is_told_why_and_the_others_are(
    operator: Client, line: str, why: str
) -> None:
    page = post(operator, f"{HEAD}{line}\ntwo.mp3,r1,2026-07-01\n")
    assert why in page
    assert "2 lines read, 1 refused" in page
    assert Recording.objects.exclude(begins_at=None).get().pk == UUID(int=2)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_spreadsheets_separate_otherwise(operator: Client, separator: str) -> None:
    content = f"\ufeff{HEAD}one.mp3,r1,2026-07-01T06:00:00".replace(",", separator)
    file = SimpleUploadedFile("times.csv", content.encode())
    assert "1 line read, 0 refused" in operator.post(PAGE, {"file": file}).content.decode()


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "Choose a file"), ("name,when\na,b", "recording, station, begins_at is missing")],
)
def test_what_is_no_table_is_refused(operator: Client, content: str, why: str) -> None:
    answer = operator.post(PAGE, {"pasted": content})
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_file_that_is_no_text_is_refused(operator: Client) -> None:
    file = SimpleUploadedFile("times.csv", b"\xff\xfe\x00")
    answer = operator.post(PAGE, {"file": file})
    assert answer.status_code == 422
    assert "not UTF-8" in answer.content.decode()


def test_too_many_lines_change_nothing(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "MAX_LINES", 1)
    assert "At most 1 lines" in post(operator, f"{HEAD}one.mp3,,2026-07-01\ntwo.mp3,,2026-07-01")
    assert not Recording.objects.exclude(begins_at=None).exists()


def test_viewers_set_none(operator: Client) -> None:
    assert signed_in(person(Role.VIEWER)).get(PAGE).status_code == 403
