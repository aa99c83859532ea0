"""One bucket of mirrored files, written as fast as the database takes them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import orjson
from django.db import connection, transaction

from buckets.models import AudioFile, Bucket
from buckets.resources import BUCKETS, FILES
from core.mirror import db_values
from core.mirror.models import MirrorScope
from core.mirror.resources import WHOLE_ACCOUNT, Scope
from core.mirror.triggers import companions_of
from engine.testbench import generated_text

BUCKET = 7
FIRST = 100_000
BATCH_SIZE = 50_000
POOL = 4096
# Terms of known frequency; nothing that the generator writes has them in it.
RARE, RARE_PAIR, COMMON, COMMON_PAIR = "Zanzibar", "鲸歌", "Twilight", "晨曦"
SHARES = ((RARE, 50_000), (RARE_PAIR, 50_000), (COMMON, 10), (COMMON_PAIR, 10))
OLD = "Overture"  # common among the oldest tenth, and nowhere else

COLUMNS = (
    *("payload", "row_hash", "fetched_at", "gone_at", "secrets", "id", "bucket_id", "acr_id"),
    *("title", "state", "duration", "audio_id", "created_at", "updated_at"),
)


def fill_bucket(count: int) -> float | None:
    """Create `count` files and index them; returns the seconds that indexing took.

    None when the database has that many files already.
    """
    if AudioFile.objects.count() == count:
        return None
    Bucket.objects.update_or_create(
        pk=BUCKET,
        defaults={"name": "Everything", "type": "File", "payload": "{}", "num": count}
        | {"fetched_at": datetime.now(UTC)},
    )
    # The gateway answers from lists that a pass has read, and from no others.
    for resource, scope in ((BUCKETS, WHOLE_ACCOUNT), (FILES, Scope(str(BUCKET)))):
        MirrorScope.objects.update_or_create(
            resource=resource.name, scope=scope.id, defaults={"read_at": datetime.now(UTC)}
        )
    for part in companions_of(AudioFile):
        part.remove()
    AudioFile.objects.all().delete()
    written = rows(count)
    while batch := list(islice(written, BATCH_SIZE)):
        with transaction.atomic():
            write(batch)
    began = time.perf_counter()
    for part in companions_of(AudioFile):
        part.build()
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE acr_audio_file")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Values in the order of COLUMNS, the same for the same count."""
    random = Random(count)
    titles = generated_text.titles(random, POOL)
    bits, beginning = random.getrandbits, datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(count):
        title = titles[bits(12)]
        for term, share in SHARES:
            if bits(30) % share == 0:
                title = f"{title} {term}"
        if number < count // 10:
            title = f"{OLD} {title}"
        state = 1 if (luck := bits(5)) > 2 else (luck or -1) % 2
        created = beginning + timedelta(minutes=number)
        file = {
            "id": FIRST + number,
            "uid": 1,
            "bucket_id": BUCKET,
            "acr_id": f"{bits(128):032x}",
            "state": state,
            "title": title,
            "user_defined": {"artist": "Quiet Machine", "label": "Paper", "isrc": "QM0000000000"},
            "duration": 5 + bits(18) / 1000,
            "audio_id": str(number) if number % 3 else "",
            "created_at": f"{created:%Y-%m-%dT%H:%M:%S.000000Z}",
            "updated_at": f"{created:%Y-%m-%dT%H:%M:%S.000000Z}",
        }
        moment = db_values.to_db_time(created)
        yield (
            *(orjson.dumps(file).decode(), f"{bits(128):032x}", moment, None, ""),
            *(file["id"], BUCKET, file["acr_id"], title, state, file["duration"]),
            *(file["audio_id"], moment, moment),
        )


def write(batch: list[tuple[Any, ...]]) -> None:
    """Insert many rows at once, in the fastest way that the database has."""
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY acr_audio_file ({names}) FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO acr_audio_file ({names}) VALUES ({marks})", batch)
