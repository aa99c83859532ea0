"""Reading `results`: as documented, and as odd as they have been seen."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from scanning.results import timeline
from scanning.results.export import COLUMNS, as_csv
from scanning.results.reading import (
    AI,
    COVERS,
    MUSIC,
    OWN,
    SPEECH,
    TALK,
    ResultSegment,
    read_results,
)

# The example of the File Scanning documents, shortened to what is read.
SEED: dict[str, Any] = {
    "played_duration": 164,
    "type": "traverse",
    "result": {
        "album": {"name": "Indie Brit Romance"},
        "title": "Broken Skies 3",
        "duration_ms": 167000,
        "score": 100,
        "db_begin_time_offset_ms": 0,
        "artists": [{"name": "Bob Bradley"}, {"name": "Matt Parker"}],
        "external_ids": {"isrc": "GBFFM1621637"},
        "acrid": "e8b02eab3fd1d2745f460fb608b7b5c1",
        "external_metadata": [],
    },
    "offset": 0,
}


def one(results: object, length: float | None = None) -> ResultSegment:
    [segment] = read_results(results, length=length)
    return segment


def test_the_documented_match() -> None:
    segment = one({"music": [SEED]})
    assert segment.section is MUSIC
    assert (segment.begin, segment.end, segment.played) == (0, 164, 164)
    assert (segment.title, segment.artists) == ("Broken Skies 3", "Bob Bradley, Matt Parker")
    assert (segment.segment_score, segment.match_score) == (None, 100)
    assert (segment.piece_begin, segment.piece_length) == (0, 167)
    assert (segment.acr_id, segment.isrc) == ("e8b02eab3fd1d2745f460fb608b7b5c1", "GBFFM1621637")
    assert segment.bucket_id is None


def test_both_scores_are_told_apart_and_either_may_be_missing() -> None:
    captured = {**SEED, "score": 97, "engine_type": "2", "result": {"title": "x", "artists": []}}
    segment = one({"music": [captured]})
    assert (segment.segment_score, segment.match_score) == (97, None)


def test_a_piece_of_a_bucket_names_it() -> None:
    result = {"bucket_id": "51", "title": "Own", "acrid": "ab", "audio_id": "3", "artist": "Us"}
    segment = one({"custom_files": [{"offset": 4.5, "played_duration": 9.28, "result": result}]})
    assert segment.section is OWN
    assert (segment.bucket_id, segment.audio_id, segment.artists) == (51, "3", "Us")
    assert segment.end == pytest.approx(13.78)


def test_every_section_is_read_and_all_are_in_the_order_of_time() -> None:
    found = read_results(
        {
            "music": [{**SEED, "offset": 30}],
            "cover_songs": [{"offset": 20, "played_duration": 5, "result": {"title": "Cover"}}],
            "speech": [{"start": 10, "end": 12, "text": "Good morning"}],
            "music_speech": [{"start": 0, "end": 60, "label": "ms"}],
            "ai_detection": [
                {"prediction": "ai_generated", "ai_probability": 87.5, "likely_source": "suno"}
            ],
        },
        length=60,
    )
    assert [segment.section for segment in found] == [TALK, AI, SPEECH, COVERS, MUSIC]
    assert [segment.number for segment in found] == [1, 2, 3, 4, 5]
    talk, signal, speech, _, _ = found
    assert (talk.title, talk.has_music) == ("Music and speech", True)
    assert (signal.title, signal.artists, signal.match_score) == (
        "AI-generated",
        "most like suno",
        87.5,
    )
    assert (signal.begin, signal.end) == (0, 60)
    assert speech.title == "Good morning"


def test_of_two_claims_to_one_moment_the_surer_comes_first() -> None:
    def claim(score: int) -> dict[str, Any]:
        return {"offset": 3, "played_duration": 9, "result": {"title": str(score), "score": score}}

    found = read_results({"music": [claim(20), claim(90), claim(50)]})
    assert [segment.title for segment in found] == ["90", "50", "20"]


@pytest.mark.parametrize(
    "results",
    [None, [], {}, "", 3, {"music": None}, {"music": {}}, {"music": [None, 3, "x", []]}],
)
def test_nothing_is_nothing(results: object) -> None:
    assert read_results(results) == []


@pytest.mark.parametrize(
    ("entry", "begin", "end"),
    [
        ({"offset": "12.5", "played_duration": "3"}, 12.5, 15.5),
        ({"offset": None, "played_duration": None}, 0, 0),
        ({"offset": -3, "played_duration": 5}, 0, 5),
        ({"offset": 5, "played_duration": -2}, 5, 5),
        ({"start": 1, "end": 2}, 1, 2),
        ({"offset": True, "played_duration": "soon"}, 0, 0),
        ({"offset": "inf", "played_duration": "nan"}, 0, 0),
    ],
)
def test_odd_times_are_read_as_far_as_they_go(
    entry: dict[str, Any], begin: float, end: float
) -> None:
    segment = one({"music": [{**entry, "result": {"title": "x"}}]})
    assert (segment.begin, segment.end) == (begin, end)


@pytest.mark.parametrize("empty", [[], {}, None, "", 0])
def test_empty_parts_may_be_of_any_type(empty: object) -> None:
    result = {
        "title": empty, "artists": empty, "external_ids": empty, "acrid": empty,
        "bucket_id": empty, "duration_ms": empty, "score": empty,
    }  # fmt: skip
    segment = one({"custom_files": [{"offset": 1, "played_duration": 1, "result": result}]})
    assert segment.bucket_id in (None, 0)


odd: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, [], {}, [None], [{}], "", "x", "7", -1, 0, 3.5, 10**400, 1e308, "1e999",
     {"name": 3}, [{"name": None}], {"title": ["x"]}]
)  # fmt: skip
KEYS = ("offset", "played_duration", "start", "end", "label", "score", "duration", "prediction")
INNER = ("title", "artists", "score", "bucket_id", "acrid", "external_ids", "duration_ms")
result = st.dictionaries(st.sampled_from(INNER), odd, max_size=4) | odd
entry = st.builds(
    lambda outer, inner: {**outer, "result": inner},
    st.dictionaries(st.sampled_from(KEYS), odd, max_size=4),
    result,
)
SECTIONS = ("music", "custom_files", "cover_songs", "speech", "music_speech", "ai_detection")


@given(
    st.dictionaries(st.sampled_from(SECTIONS), st.lists(entry | odd, max_size=3) | odd, max_size=4),
    st.none() | st.floats(0, 1e6),
)
@profile(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_is_read_drawn_and_exported(
    results: dict[str, Any], length: float | None
) -> None:
    segments = read_results(results, length=length)
    for segment in segments:
        assert 0 <= segment.begin <= segment.end
    drawn = timeline.draw_timeline(segments, length)
    if drawn is not None:
        assert sum(bar.count for lane in drawn.lanes for bar in lane.bars) == len(segments)
    assert as_csv(segments).count("\r\n") >= len(segments) + 1


def test_an_export_has_a_line_for_each_segment_and_runs_no_formula() -> None:
    entry = {"offset": 1, "played_duration": 2, "result": {"title": "=1+1", "score": 5}}
    head, line = as_csv(read_results({"music": [entry]})).lstrip("\ufeff").splitlines()
    assert head.split(",") == list(COLUMNS)
    assert line.startswith("music,1.0,3.0,'=1+1,")
