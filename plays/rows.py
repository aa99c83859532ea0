"""From the matches and plays of one recording to rows, and the statements that write them.

Without model instances: they cost as much as the insert itself.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, models

from core.mirror.db_values import adapter_for
from plays.folding import CERTAIN, FoldedPlay
from plays.models import Match, Play
from plays.pieces import identities, piece_number
from scanning.results.reading import ResultSegment, normalized_isrc

# No search or report needs more of a title, and no index holds a megabyte.
MAX_TEXT = 500
# Statements of more parameters cost more than two statements.
ROWS_IN_STATEMENT = 100
_FACTS = ("title", "artists", "album", "label", "upc", "acr_id")


def match_row(
    match: ResultSegment,
    *,
    file_id: Any,
    container_id: int | None,
    identification_id: int | None = None,
    scan: int = 0,
    play: int | None = None,
    place: int | None = None,
) -> tuple[Any, ...]:
    """The values of a match, in the order of the model's columns without its key."""
    first_identity = next(identities(match), None) if match.section.is_match else None
    return (
        file_id,
        container_id,
        identification_id,
        scan,
        match.section.key,
        match.position,
        match.begin,
        match.end,
        match.end - match.begin,
        match.piece_begin,
        match.piece_length,
        match.title[:MAX_TEXT],
        match.artists[:MAX_TEXT],
        match.album[:MAX_TEXT],
        match.label[:MAX_TEXT],
        match.released[:MAX_TEXT],
        match.composers[:MAX_TEXT],
        normalized_isrc(match.isrc) if match.isrc else "",
        match.isrc[:MAX_TEXT],
        match.upc[:MAX_TEXT],
        match.iswc[:MAX_TEXT],
        match.acr_id[:MAX_TEXT],
        match.bucket_id,
        match.audio_id[:MAX_TEXT],
        match.engine_type[:MAX_TEXT],
        match.segment_score,
        match.match_score,
        match.time_skew,
        match.frequency_skew,
        piece_number(first_identity) if first_identity else None,
        play,
        place,
    )


def play_row(
    play: FoldedPlay,
    *,
    number: int,
    file_id: Any,
    container_id: int,
    station_id: int | None,
    origin: datetime,
    is_on_air: bool,
    rule: str,
) -> tuple[Any, ...]:
    """The values of a play, in the order of the model's columns without its key.

    `origin` is the moment at which the recording begins, or is taken to begin.
    """
    front = play.front
    of_piece = play.matches[: play.of_piece]
    facts = [
        next(filter(None, (getattr(match, name) for match in of_piece)), "")[:MAX_TEXT]
        for name in _FACTS
    ]
    title, artists, album, label, upc, acr_id = facts
    isrc = next(filter(None, (normalized_isrc(match.isrc) for match in of_piece)), "")
    identity = f"isrc:{isrc}" if isrc else _first_identity(play)
    score = front.segment_score if front.segment_score is not None else front.match_score
    return (
        file_id,
        container_id,
        station_id,
        number,
        play.begin,
        play.end,
        play.played,
        origin + timedelta(seconds=play.begin),
        is_on_air,
        front.section.key,
        piece_number(identity),
        title,
        artists,
        album,
        label,
        isrc,
        upc,
        acr_id,
        front.bucket_id,
        CERTAIN if score is None else score,
        front.segment_score,
        front.match_score,
        play.alternates,
        rule,
    )


def digest_of(rows: Iterable[Sequence[Any]]) -> str:
    """Of the plays of a recording: the same for the same plays, whenever they are made."""
    dumped = orjson.dumps(list(rows))
    return hashlib.blake2b(dumped, digest_size=16).hexdigest()


def insert(model: type[Match] | type[Play], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of values in the order of the model's columns without its key."""
    adapters = _adapters(model)
    with connection.cursor() as cursor:
        for at in range(0, len(rows), ROWS_IN_STATEMENT):
            batch = rows[at : at + ROWS_IN_STATEMENT]
            values: list[Any] = []
            for row in batch:
                adapted = list(row)
                for place, adapt in adapters:
                    if adapted[place] is not None:
                        adapted[place] = adapt(adapted[place])
                values += adapted
            cursor.execute(_insert_sql(model, len(batch)), values)


def _first_identity(play: FoldedPlay) -> str:
    """A piece without any identity is one of its own."""
    front = play.front
    return next(identities(front), "") or f"unknown:{orjson.dumps(front.source).decode()}"


def _columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@lru_cache
def _adapters(model: type[models.Model]) -> list[tuple[int, Any]]:
    adapters = ((at, adapter_for(field)) for at, field in enumerate(_columns(model)))
    return [(at, adapt) for at, adapt in adapters if adapt is not None]


@lru_cache(maxsize=2 * ROWS_IN_STATEMENT)
def _insert_sql(model: type[models.Model], count: int) -> str:
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in _columns(model)]
    places = f"({', '.join(['%s'] * len(columns))})"
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)})"  # noqa: S608
        f" VALUES {', '.join([places] * count)}"
    )
