"""Matches and plays are written with the results they come from, and can be made anew."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection

from core.jobs import tasks
from identification.models import Identification
from identification.services import answers
from plays import making, storing
from plays.models import Match, Play, Recording, Station
from scanning.models import ScanResult
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import captured_body, entry

pytestmark = pytest.mark.django_db

FILE = UUID("5a0fb176-6dfb-405e-9fcf-6bbccae411d1")
SEED: dict[str, Any] = {
    "played_duration": 164,
    "type": "traverse",
    "engine_type": "1",
    "time_skew": 0.02,
    "result": {
        "album": {"name": "Indie Brit Romance"},
        "title": "Broken Skies 3",
        "release_date": "2016-06-28",
        "label": "Audio Network",
        "duration_ms": 167000,
        "score": 100,
        "db_begin_time_offset_ms": 0,
        "artists": [{"name": "Bob Bradley"}, {"name": "Matt Parker"}],
        "external_ids": {"isrc": ["gb-ffm-16-21637"], "upc": "886445581959"},
        "contributors": {"composers": ["Adele Adkins", "Greg Kurstin"]},
        "works": [{"iswc": "T-917.819.808-8", "creators": [{"name": "Greg", "last_name": "K"}]}],
        "acrid": "e8b02eab3fd1d2745f460fb608b7b5c1",
        "external_metadata": [],
    },
    "offset": 3,
}
SPEECH = {"start": 0, "end": 3, "label": "s"}


@pytest.fixture(autouse=True)
def _container() -> None:
    bucket(7)
    container(8)


def test_a_result_becomes_rows_with_every_right_it_names() -> None:
    scanned_file(FILE, 8, results={"music": [SEED], "music_speech": [SPEECH]})
    music = Match.objects.get(section="music")
    assert (music.begin, music.end, music.played) == (3, 167, 164)
    assert (music.title, music.artists) == ("Broken Skies 3", "Bob Bradley, Matt Parker")
    assert (music.album, music.label) == ("Indie Brit Romance", "Audio Network")
    assert (music.isrc, music.isrc_sent) == ("GBFFM1621637", "gb-ffm-16-21637")
    assert (music.upc, music.iswc) == ("886445581959", "T-917.819.808-8")
    assert (music.released, music.composers) == ("2016-06-28", "Adele Adkins, Greg Kurstin")
    assert (music.segment_score, music.match_score, music.engine_type) == (None, 100, "1")
    assert (music.time_skew, music.scan, music.play, music.place) == (0.02, 1, 1, 0)
    talk = Match.objects.get(section="music_speech")
    assert (talk.title, talk.play, talk.piece) == ("Speech", None, None)
    play = Play.objects.get()
    assert (play.number, play.title, play.isrc) == (1, "Broken Skies 3", "GBFFM1621637")
    assert play.piece == music.piece
    assert (play.label, play.upc, play.rule) == ("Audio Network", "886445581959", "1 gap 10")


def test_an_isrc_that_is_none_is_kept_as_it_was_sent() -> None:
    scanned_file(FILE, 8, results={"music": [entry(external_ids={"isrc": "ISRC unknown"})]})
    match = Match.objects.get()
    assert (match.isrc, match.isrc_sent) == ("", "ISRC unknown")


def test_what_the_match_in_front_lacks_is_taken_from_the_next_of_the_piece() -> None:
    first = entry(0, 60, score=95, acrid="a" * 32)
    second = entry(5, 20, score=50, label="XL", external_ids={"isrc": "GBBKS1500214"})
    scanned_file(FILE, 8, results={"music": [first, second]})
    play = Play.objects.get()
    assert (play.score, play.label, play.isrc) == (95, "XL", "GBBKS1500214")
    assert play.acr_id == "a" * 32


def test_a_rescan_replaces_them() -> None:
    scanned_file(FILE, 8, results=captured_body())
    assert (Match.objects.count(), Play.objects.count()) == (91, 1)
    scanned_file(FILE, 8, results={"music": [SEED]}, updated_at="2026-11-21T14:59:00.000000Z")
    assert (Match.objects.get().scan, Play.objects.get().title) == (2, "Broken Skies 3")


def test_a_rescan_without_results_takes_them_away() -> None:
    scanned_file(FILE, 8, results={"music": [SEED]})
    scanned_file(FILE, 8, state=-1)
    assert not Match.objects.exists()
    assert not Play.objects.exists()
    assert Recording.objects.get().plays == 0


def test_a_recording_that_is_gone_keeps_its_plays() -> None:
    file = scanned_file(FILE, 8, results={"music": [SEED]})
    file.delete()
    assert Play.objects.get().file_id == FILE


def test_they_are_on_air_when_the_recording_was() -> None:
    station = Station.objects.create(name="Radio One", code="r1", zone="Europe/Zurich")
    begins_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    Recording.objects.create(file_id=FILE, container_id=8, station=station, begins_at=begins_at)
    scanned_file(FILE, 8, results={"music": [SEED]})
    play = Play.objects.get()
    assert (play.heard_at, play.is_on_air) == (begins_at + timedelta(seconds=3), True)
    assert play.station_id == station.pk


def test_without_an_on_air_time_they_count_from_when_it_was_sent() -> None:
    file = scanned_file(FILE, 8, results={"music": [SEED]})
    play = Play.objects.get()
    assert file.created_at is not None
    assert (play.heard_at, play.is_on_air) == (file.created_at + timedelta(seconds=3), False)


def test_made_anew_they_are_what_they_were() -> None:
    scanned_file(FILE, 8, results={"music": [SEED], **captured_body()})
    before = _rows()
    digest = Recording.objects.get().digest
    storing.make_anew(FILE)
    assert _rows() == before
    assert Recording.objects.get().digest == digest


def test_only_what_changed_is_news_for_the_feed() -> None:
    scanned_file(FILE, 8, results={"music": [SEED]})
    Recording.objects.update(change=5)
    storing.make_anew(FILE)
    assert Recording.objects.get().change == 5
    Play.objects.all().delete()
    storing.make_anew(FILE)
    assert Play.objects.exists()
    assert Recording.objects.get().change == 5
    other = {"music": [entry(title="Other")]}
    scanned_file(FILE, 8, results=other, updated_at="2026-11-21T14:59:00.000000Z")
    assert Recording.objects.get().change is None


def test_an_upgrade_makes_them_from_what_is_stored() -> None:
    for number in range(3):
        scanned_file(UUID(int=number + 1), 8, results={"music": [SEED]})
    scanned_file(UUID(int=9), 8, state=-1)
    answers.tell(_identified())
    before = _rows()
    for model in (Match, Play, Recording):
        model._default_manager.all().delete()
    assert making.is_due()
    tasks.run(making.request_making().pk)
    assert _rows() == before
    assert not making.is_due()


def test_another_rule_makes_them_anew(settings: Any) -> None:
    two = {"music": [entry(0, 20, at=0), entry(28, 12, at=28)]}
    scanned_file(FILE, 8, results=two)
    tasks.run(making.request_making().pk)
    settings.PLAYS_MAX_GAP_SECONDS = 5.0
    assert making.is_due()
    tasks.run(making.request_making().pk)
    assert [play.rule for play in Play.objects.all()] == ["1 gap 5", "1 gap 5"]


def test_making_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "BATCH", 1)
    for number in range(3):
        scanned_file(UUID(int=number + 1), 8, results={"music": [SEED]})
    for model in (Match, Play, Recording):
        model._default_manager.all().delete()
    job = making.request_making()
    job.cursor = {"after": str(UUID(int=2)), "done": 2}
    job.save()
    tasks.run(job.pk)
    assert [play.file_id for play in Play.objects.all()] == [UUID(int=3)]


def test_an_answer_of_identify_has_matches_without_a_recording() -> None:
    row = _identified()
    answers.tell(row)
    match = Match.objects.get()
    assert (match.identification_id, match.file_id, match.container_id) == (row.pk, None, None)
    assert (match.title, match.section, match.begin, match.end) == ("Hello", "music", 1, 9)
    assert match.piece_begin == 40
    assert not Play.objects.exists()


@pytest.mark.parametrize("raw", ["", "[]", '{"metadata":[]}', '{"metadata":{"music":{}}}', "x"])
def test_an_answer_that_names_nothing_has_none(raw: str) -> None:
    answers.tell(_identified(response=raw))
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    "results", [[], {}, {"music": {}}, {"music": [None, 3, {}]}, {"music": [{"result": []}]}]
)
def test_odd_results_are_stored_without_an_error(results: Any) -> None:
    scanned_file(FILE, 8, results=results)
    assert ScanResult.objects.exists()
    assert Play.objects.count() <= 1


def test_texts_and_numbers_of_any_size_fit() -> None:
    huge = entry(title="x" * 100_000, acrid="y" * 10_000, duration_ms=1e300, bucket_id="9" * 30)
    nulls = entry(title="a\x00b", external_ids={"isrc": "\x00"})
    scanned_file(FILE, 8, results={"music": [huge, nulls], "custom_files": [huge]})
    assert Match.objects.count() == 3


def _identified(response: str | None = None) -> Identification:
    found = {
        "status": {"code": 0},
        "metadata": {
            "music": [
                {
                    "title": "Hello",
                    "acrid": "a" * 32,
                    "sample_begin_time_offset_ms": 1000,
                    "sample_end_time_offset_ms": 9000,
                    "db_begin_time_offset_ms": 40000,
                }
            ]
        },
    }
    return Identification.objects.create(
        by_name="the test",
        project_id=1,
        project_name="Project",
        sample_name="sample",
        begin=0,
        length=10,
        duration=10,
        status_code=0,
        best_title="Hello",
        response=orjson.dumps(found).decode() if response is None else response,
    )


def _rows() -> list[Any]:
    """All matches and plays, without their keys."""
    rows: list[Any] = []
    for table in ("acr_match", "acr_play"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows += [row[1:] for row in cursor.fetchall()]
    return sorted(rows, key=str)
