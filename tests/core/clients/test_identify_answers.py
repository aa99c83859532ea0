"""What an answer of the Identification API is read into."""

import json
from typing import Any

import pytest

from core.clients.errors import UnreadableReplyError
from core.clients.identify.outcome import ExternalId, parse_outcome

HELLO: dict[str, Any] = {
    "db_begin_time_offset_ms": 0,
    "db_end_time_offset_ms": 9280,
    "sample_begin_time_offset_ms": 120,
    "sample_end_time_offset_ms": 9400,
    "play_offset_ms": 9040,
    "artists": [{"name": "Adele"}, {"name": "Nobody"}],
    "acrid": "6049f11da7095e8bb8266871d4a70873",
    "album": {"name": "Hello"},
    "external_ids": {"isrc": "GBBKS1500214", "upc": ["886445581959"], "iswc": ""},
    "title": "Hello",
    "duration_ms": 295000,
    "label": "XL Recording",
    "external_metadata": {
        "musicbrainz": [{"track": {"id": "0a8e8d55"}}],
        "spotify": {"track": {"id": "4aebBr4J"}, "album": {"id": "7uwTHX"}},
        "youtube": {"vid": "YQHsXMglC9A"},
        "odd": "text",
    },
    "score": 90,
    "genres": [{"name": "Pop"}],
    "release_date": "None",
}
OWN: dict[str, Any] = {
    "acrid": "e6f7e3884b00fd265871754c5b64782b",
    "title": "Station ident",
    "bucket_id": "999",
    "audio_id": "3",
    "duration_ms": "5000",
    "artist": "House",
    "mood": "bright",
    "count": 2,
}


def answer(code: object = 0, **metadata: object) -> str:
    body: dict[str, object] = {"status": {"code": code, "msg": "Success", "version": "1.0"}}
    if metadata:
        body |= {"metadata": metadata, "cost_time": 1.39}
    return json.dumps(body)


def test_music_is_read_with_names_ids_and_moments() -> None:
    (match,) = parse_outcome(answer(music=[HELLO])).matches

    assert (match.title, match.artist, match.album) == ("Hello", "Adele, Nobody", "Hello")
    assert (match.score, match.label, match.released, match.genres) == (
        90,
        "XL Recording",
        "",
        ("Pop",),
    )
    assert (match.times.begin, match.times.end, match.times.play_offset) == (0, 9.28, 9.04)
    assert (match.times.sample_begin, match.times.length) == (0.12, 295)
    assert match.external_ids == (
        ExternalId("isrc", "GBBKS1500214"),
        ExternalId("upc", "886445581959"),
        ExternalId("musicbrainz", "0a8e8d55"),
        ExternalId("spotify", "4aebBr4J"),
        ExternalId("youtube", "YQHsXMglC9A"),
    )


def test_own_file_is_read_with_its_bucket_and_the_keys_its_owner_gave_it() -> None:
    (match,) = parse_outcome(answer(custom_files=[OWN])).matches

    assert (match.bucket_id, match.audio_id, match.artist) == (999, "3", "House")
    assert match.custom_fields == (("mood", "bright"), ("count", "2"))
    assert match.times.length == 5


def test_best_match_comes_first_and_the_own_catalogue_before_others_of_its_score() -> None:
    matches = parse_outcome(
        answer(music=[HELLO, {**HELLO, "score": 100}], custom_files=[OWN])
    ).matches

    assert [(match.section, match.score) for match in matches] == [
        ("custom_files", None),
        ("music", 100),
        ("music", 90),
    ]


def test_humming_is_told_in_per_cent_too() -> None:
    (match,) = parse_outcome(answer(humming=[{"title": "Hello", "score": "0.88"}])).matches
    assert match.score == pytest.approx(88)


def test_what_is_no_match_is_left_out_and_loses_nothing_else() -> None:
    outcome = parse_outcome(answer(music=[HELLO, None, "x", 3], streams={"not": "a list"}))
    assert [match.title for match in outcome.matches] == ["Hello"]


@pytest.mark.parametrize("score", ["NaN", True, [], {}, "high", 1e300])
def test_score_that_is_no_number_is_no_score(score: object) -> None:
    (match,) = parse_outcome(answer(music=[{"title": "Hello", "score": score}])).matches
    assert match.score is None


def test_code_may_come_as_text_and_metadata_may_be_absent() -> None:
    outcome = parse_outcome(answer("1001"))
    assert (outcome.code, outcome.matches, outcome.cost_seconds) == (1001, (), None)
    assert outcome.is_no_result


def test_success_without_a_match_is_told_as_no_result() -> None:
    outcome = parse_outcome(answer(0, music=[]))
    assert outcome.is_no_result
    assert outcome.advice.label == "No result"


def test_null_characters_that_no_database_keeps_are_taken_out() -> None:
    outcome = parse_outcome(answer(music=[{"title": "He\0llo"}]).replace("Success", "Suc\0cess"))
    assert outcome.matches[0].title == "Hello"
    assert "\0" not in outcome.raw


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "<html>",
        "[]",
        "3",
        "{}",
        '{"status": null}',
        '{"status": {"code": "x"}}',
        '{"status": {"code": 99999999999}}',
    ],
)
def test_anything_else_is_unreadable(raw: str) -> None:
    with pytest.raises(UnreadableReplyError):
        parse_outcome(raw)
