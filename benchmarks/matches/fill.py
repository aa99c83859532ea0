"""Plays and matches of many recordings, written as fast as the database takes them."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, models, transaction

from core.mirror import db_values
from core.mirror.schema.drift import expected_indexes
from core.mirror.triggers import companions_of
from engine.testbench import generated_text
from plays.models import Match, Play, Recording, Station
from scanning.models import Container, ScannedFile

CONTAINERS, STATIONS, PIECES = 20, 20, 200_000
PLAYS_A_RECORDING = 20
BEHIND_FROM, BEHIND_TO = 1, 2
BATCH_SIZE = 20_000
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
SPAN_SECONDS = 365 * 86_400
# A piece that is heard about once in so many plays; nothing generated has its words.
RARE_TITLE, RARE_ISRC, RARE_EVERY = "Zanzibar Nightfall", "CHZZZ2600001", 40_000


def fill(plays: int) -> None:
    """Nothing where the database has that many plays already."""
    if Play.objects.count() == plays:
        return
    _parents()
    for model in (Play, Match):
        for companion in companions_of(model):
            companion.remove()
        _drop_indexes(model)
        model._default_manager.all().delete()
    ScannedFile.objects.all().delete()
    Recording.objects.all().delete()
    source = _recordings(plays)
    while batch := list(islice(source, BATCH_SIZE // PLAYS_A_RECORDING)):
        with transaction.atomic():
            _write(ScannedFile, [file for file, _, _ in batch])
            _write(Play, [play for _, of_file, _ in batch for play in of_file])
            _write(Match, [match for _, _, of_file in batch for match in of_file])
    for model in (Play, Match):
        _build_indexes(model)
        for companion in companions_of(model):
            companion.build()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("acr_play", "acr_match", "acr_scanned_file"):
                cursor.execute(f"VACUUM ANALYZE {table}")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _parents() -> None:
    now = datetime.now(UTC)
    for number in range(1, CONTAINERS + 1):
        Container.objects.update_or_create(
            pk=number,
            defaults={"name": f"Container {number}", "region": "eu-west-1", "payload": "{}"}
            | {"fetched_at": now},
        )
    for number in range(1, STATIONS + 1):
        Station.objects.update_or_create(
            pk=number,
            defaults={"name": f"Station {number}", "code": f"s{number}", "zone": "Europe/Zurich"},
        )


Row = dict[str, Any]


def _recordings(plays: int) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """A recording with its plays and matches, the same for the same count."""
    random = Random(plays)
    titles = generated_text.titles(random, 4096)
    for first in range(0, plays, PLAYS_A_RECORDING):
        file_id = uuid.UUID(int=random.getrandbits(128), version=4)
        container, station = random.randint(1, CONTAINERS), random.randint(1, STATIONS)
        begins_at = FIRST + timedelta(seconds=random.randrange(SPAN_SECONDS))
        file = {
            "payload": "{}", "row_hash": "", "fetched_at": begins_at, "gone_at": None,
            "secrets": "", "id": file_id, "container_id": container,
            "name": f"recording {first}.mp3", "uri": "", "data_type": "audio", "duration": 3600.0,
            "engine": 1, "state": 1, "music_detected": 1, "created_at": begins_at,
            "updated_at": begins_at,
        }  # fmt: skip
        of_file, matches = [], []
        for number in range(1, min(PLAYS_A_RECORDING, plays - first) + 1):
            facts = _piece(random, titles)
            begin = 180.0 * (number - 1)
            score = float(random.randint(30, 100))
            stretch = {"begin": begin, "end": begin + 170, "played": 160.0}
            scores = {"segment_score": score, "match_score": None}
            of_file.append(
                {
                    "file_id": file_id, "container_id": container, "station_id": station,
                    "number": number, **stretch, "heard_at": begins_at + timedelta(seconds=begin),
                    "is_on_air": True, **facts, "score": score, **scores, "alternates": 1,
                    "rule": "1 gap 10",
                }
            )  # fmt: skip
            for place in range(1 + random.randint(BEHIND_FROM, BEHIND_TO)):
                of_match = facts if place == 0 else _piece(random, titles)
                matches.append(
                    {
                        "file_id": file_id, "container_id": container, "identification_id": None,
                        "scan": 1, "position": place, **stretch, "piece_begin": 0.0,
                        "piece_length": 200.0, **of_match, "released": "2020-01-01",
                        "composers": "", "isrc_sent": of_match["isrc"], "iswc": "",
                        "audio_id": "", "engine_type": "1", **scores, "time_skew": None,
                        "frequency_skew": None, "play": number, "place": place,
                    }
                )  # fmt: skip
        yield file, of_file, matches


def _piece(random: Random, titles: list[str]) -> Row:
    """The facts of a piece; few are heard often, as on air."""
    if random.randrange(RARE_EVERY) == 0:
        number, title, isrc = PIECES + 1, RARE_TITLE, RARE_ISRC
    else:
        number = min(int(random.paretovariate(0.6)), PIECES)
        title, isrc = f"{titles[number % len(titles)][:200]} {number}", f"CHA01{number:07}"
    is_own = number % 10 == 0
    return {
        "section": "custom_files" if is_own else "music",
        "piece": number,
        "title": title,
        "artists": f"Artist {number % 20_000}",
        "album": f"Album {number % 50_000}",
        "label": f"Label {number % 500}",
        "isrc": isrc,
        "upc": f"{number:012}",
        "acr_id": f"{number:032x}",
        "bucket_id": 7 if is_own else None,
    }


def _write(model: type[models.Model], rows: list[Row]) -> None:
    quote = connection.ops.quote_name
    names = list(rows[0])
    columns = {field.attname: field for field in model._meta.concrete_fields}
    adapters = [db_values.adapter_for(columns[name]) for name in names]
    places = ", ".join(["%s"] * len(names))
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))})"
        f" VALUES ({places})"
    )
    values = [
        [
            adapt(row[name]) if adapt is not None and row[name] is not None else row[name]
            for name, adapt in zip(names, adapters, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _drop_indexes(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for name in expected_indexes(model):
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name)}")


def _build_indexes(model: type[models.Model]) -> None:
    for index in expected_indexes(model).values():
        statement = str(index.create_sql(model, connection.schema_editor()))
        with connection.cursor() as cursor:
            cursor.execute(statement)
