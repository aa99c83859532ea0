"""A match's card: the bucket file that is meant, and where in the piece it lies."""

import json
from datetime import UTC, datetime

import pytest

from buckets.models import AudioFile, Bucket
from core.clients.identify.outcome import IdentifyOutcome, MatchTimes, parse_outcome
from identification.presenters import match_cards, position_of

ACR_ID = "0123456789abcdef0123456789abcdef"
ROW = {"payload": "{}", "row_hash": "", "fetched_at": datetime(2026, 1, 1, tzinfo=UTC)}


@pytest.fixture
def twice(db: None) -> None:
    """The same piece in two buckets."""
    for number in (1, 2):
        Bucket.objects.create(
            id=number, name=f"Bucket {number}", type="File", region="eu-west-1", **ROW
        )
        AudioFile.objects.create(
            id=number * 10, bucket_id=number, acr_id=ACR_ID, title=f"Song {number}", state=1, **ROW
        )


def found(section: str, **entry: object) -> IdentifyOutcome:
    match = {"acrid": ACR_ID, "title": "Song", **entry}
    return parse_outcome(json.dumps({"status": {"code": 0}, "metadata": {section: [match]}}))


def match_times(begin: float | None, end: float | None, length: float | None) -> MatchTimes:
    return MatchTimes(None, None, begin, end, None, length)


@pytest.mark.parametrize("bucket_id", [1, "2"])
def test_file_is_the_one_in_the_bucket_that_the_answer_names(
    twice: None, bucket_id: int | str
) -> None:
    (card,) = match_cards(found("custom_files", bucket_id=bucket_id))
    assert card.file is not None
    assert card.file.bucket_id == int(bucket_id)
    assert card.bucket is not None
    assert card.bucket.name == f"Bucket {bucket_id}"


def test_piece_in_another_bucket_is_not_taken_for_it(twice: None) -> None:
    AudioFile.objects.filter(bucket_id=2).delete()
    (card,) = match_cards(found("custom_files", bucket_id=2))
    assert card.file is None
    assert card.bucket is not None
    assert card.bucket.pk == 2


def test_gone_file_is_not_linked(twice: None) -> None:
    AudioFile.objects.update(gone_at=datetime(2026, 1, 2, tzinfo=UTC))
    (card,) = match_cards(found("custom_files", bucket_id=1))
    assert card.file is None


def test_music_that_lies_in_a_bucket_too_is_linked_to_it(twice: None) -> None:
    (card,) = match_cards(found("music"))
    assert card.file is not None


def test_platform_ids_lead_to_the_piece(db: None) -> None:
    (card,) = match_cards(
        found(
            "music", external_ids={"isrc": "X1"}, external_metadata={"deezer": {"track": {"id": 3}}}
        )
    )
    assert [(one.name, one.url) for one in card.ids] == [
        ("ISRC", ""),
        ("Deezer", "https://www.deezer.com/track/3"),
    ]


@pytest.mark.parametrize(
    ("begin", "end", "length", "x", "width"),
    [
        (15, 30, 60, 250, 250),
        (0, 60, 60, 0, 1000),
        (59.99, 60, 60, 996, 4),
        (50, 90, 60, 833, 167),
        (30, 20, 60, 500, 4),
    ],
)
def test_place_on_the_bar_is_to_scale_and_never_beyond_it(
    begin: float, end: float, length: float, x: int, width: int
) -> None:
    place = position_of(match_times(begin, end, length))
    assert place is not None
    assert (place.x, place.width) == (x, width)


@pytest.mark.parametrize(
    ("begin", "end", "length"), [(None, 1, 2), (0, None, 2), (0, 1, None), (0, 1, 0)]
)
def test_no_place_is_shown_where_the_answer_tells_none(
    begin: float | None, end: float | None, length: float | None
) -> None:
    assert position_of(match_times(begin, end, length)) is None
