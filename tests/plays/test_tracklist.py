"""A recording's tracklist, with what is behind each play, and the rights that a match names."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.test import Client

from core.accounts.roles import Role
from identification.models import Identification
from plays.models import Match, Recording, Station
from plays.rights import facts_of
from tests.core.accounts.actors import person, signed_in
from tests.core.gateway.mirror_rows import bucket, container, scanned_file
from tests.plays.made_up_matches import captured_body, entry

pytestmark = pytest.mark.django_db

FILE = UUID(int=1)
PART = f"/heard/recordings/{FILE}/"
RIGHTS: dict[str, Any] = {
    "label": "XL Recording",
    "langs": [{"code": "zh-Hans", "name": "你好"}],
    "artists": [
        {"name": "Adele", "roles": ["MainArtist"], "isni": "0000", "langs": [{"name": "阿黛尔"}]}
    ],
    "rights_claim": [
        {
            "distributor": {"id": "P1", "name": "Warner"},
            "rights_owners": [{"name": "WMG", "share_percentage": 75.5}],
            "rights_claim_policy": "monetize",
            "territories": ["AD", "AE"],
        },
        {"distributor": "Sony", "territories": [f"T{number}" for number in range(20)]},
    ],
    "external_ids": {"iswc": "T-917.819.808-8", "isrc": ["GBBKS1500214"]},
    "contributors": {"composers": ["Adele Adkins"], "lyricists": []},
    "works": [
        {
            "iswc": "T-1",
            "name": "Hello",
            "creators": [{"ipi": "77", "name": "Greg", "last_name": "K", "roles": ["C"]}],
        }
    ],
    "lyrics": {"copyrights": ["Sony/ATV", "Universal <b>"]},
    "release_by_territories": [{"territories": ["DK"], "release_date": "2006-04-17"}],
    "genres": [{"name": "Pop"}],
}


@pytest.fixture
def viewer() -> Client:
    bucket(7)
    container(8)
    return signed_in(person(Role.VIEWER))


def text(client: Client, path: str = PART) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_captured_body_is_one_line_with_its_alternates(viewer: Client) -> None:
    scanned_file(FILE, 8, results=captured_body())
    part = text(viewer)
    assert part.count("data-row") == 1
    assert "Cold Water" in part
    assert "alternates</summary>" in part
    assert "Version 1" in part


def test_each_play_has_its_time_scores_and_place(viewer: Client) -> None:
    music = [entry(60, 30, "One", at=10, score=71), entry(120, 30, "Two <b>")]
    scanned_file(FILE, 8, results={"music": music})
    part = text(viewer)
    assert part.index("One") < part.index("Two &lt;b&gt;")
    assert "1:00–1:30" in part
    assert "71 / –" in part
    assert "0:10" in part
    assert "<b>" not in part
    assert " style=" not in part


def test_on_air_times_are_by_the_stations_clock(viewer: Client) -> None:
    station = Station.objects.create(name="Radio One", code="r1", zone="Asia/Tokyo")
    Recording.objects.create(
        file_id=FILE,
        container_id=8,
        station=station,
        begins_at=datetime(2026, 3, 1, 15, tzinfo=UTC),
        source="page",
    )
    scanned_file(FILE, 8, results={"music": [entry(60, 30)]})
    assert "00:01:00" in text(viewer)


def test_it_asks_for_itself_while_the_recording_is_scanned(viewer: Client) -> None:
    scanned_file(FILE, 8, state=0)
    assert 'hx-trigger="every 3s"' in text(viewer)
    scanned_file(FILE, 8, results={"music": [entry()]})
    assert "every 3s" not in text(viewer)
    assert f'hx-get="{PART}"' in text(viewer, f"/scanning/8/files/{FILE}/")


def test_every_right_that_was_sent_is_shown(viewer: Client) -> None:
    scanned_file(FILE, 8, results={"music": [entry(), entry(100, 20, **RIGHTS)]})
    match = Match.objects.get(begin=100)
    part = text(viewer, f"/heard/matches/{match.pk}/rights/")
    for words in (
        "你好 (zh-Hans)",
        "Adele (MainArtist, 阿黛尔, ISNI 0000)",
        "WMG (75.5 %); through Warner; monetize; AD, AE",
        "20 territories",
        "T-917.819.808-8",
        "Adele Adkins",
        "Hello (ISWC T-1): Greg K (C, IPI 77)",
        "Universal &lt;b&gt;",
        "2006-04-17: DK",
        "Pop",
    ):
        assert words in part
    assert "Lyricists" not in part


def test_rights_of_an_answer_of_identify_are_shown(viewer: Client) -> None:
    answer = {"metadata": {"music": ["odd", {"title": "Hello", **RIGHTS}]}, "status": {"code": 0}}
    row = identification(orjson.dumps(answer).decode())
    path = f"/heard/answers/{row.pk}/music"
    assert "WMG (75.5 %); through Warner" in text(viewer, f"{path}/1/rights/")
    assert f'hx-get="{path}/1/rights/"' in text(viewer, f"/identify/history/{row.pk}/")
    for other in (f"{path}/0/rights/", f"{path}/9/rights/"):
        assert "names no rights" in text(viewer, other)


@pytest.mark.parametrize("response", ["", "[]", '{"metadata":[]}', '{"metadata":{"music":{}}}'])
def test_rights_of_an_odd_answer_are_none(viewer: Client, response: str) -> None:
    row = identification(response)
    assert "names no rights" in text(viewer, f"/heard/answers/{row.pk}/music/0/rights/")


def identification(response: str) -> Identification:
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
        response=response,
    )


@pytest.mark.parametrize("value", [None, [], {}, "x", 3, [None], [[]], {"name": None}, True])
def test_odd_rights_are_read_without_an_error(value: Any) -> None:
    facts_of(dict.fromkeys((*RIGHTS, "album", "distributors", "release_date"), value))


def test_a_match_without_rights_says_so(viewer: Client) -> None:
    scanned_file(FILE, 8, results={"custom_files": [entry(0, 10, "", artist="")]})
    part = text(viewer, f"/heard/matches/{Match.objects.get().pk}/rights/")
    assert "names no rights" in part


def test_the_export_has_the_columns_of_the_scan_tool(viewer: Client) -> None:
    result = {
        **RIGHTS,
        "duration_ms": 295000,
        "db_begin_time_offset_ms": 1000,
        "external_metadata": {"spotify": {"track": {"id": "4ae"}}, "youtube": [{"vid": "YQH"}]},
    }
    music = [entry(61.5, 30.25, score=88.5, **result), entry(61.5, 30, "=Other", score=50)]
    scanned_file(FILE, 8, name="show.mp3", results={"music": music})
    [line] = viewer.get(f"{PART}tracklist.json").json()
    assert (line["filename"], line["status_code"], line["title"]) == ("show.mp3", 0, "Hello")
    assert (line["start_time"], line["start_time_ms"], line["end_time_ms"]) == (
        "00:01:01",
        61500,
        91750,
    )
    assert (line["played_duration_ms"], line["duration_ms"]) == (30250, 30250)
    assert (line["score"], line["isrc"]) == ("88.5", "GBBKS1500214")
    assert (line["spotify_id"], line["youtube_id"], line["deezer_id"]) == ("4ae", "YQH", "")
    assert line["similar_results"] == ["=Other [50|]"]
    assert line["composers"] == ["Adele Adkins"]
    assert line["db_begin_time_offset_ms"] == 1000
    head, row = viewer.get(f"{PART}tracklist.csv").content.decode().splitlines()
    assert head.lstrip("\ufeff").startswith("filename,status_code,start_time,end_time")
    assert "'=Other [50|]" in row
    assert "Sony/ATV|##|Universal <b>" in row
