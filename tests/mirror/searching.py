"""Rows to search in, and what is found of them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from buckets.models import AudioFile
from mirror import adapt
from mirror.search import Wanted, find

ON_SQLITE = connection.vendor == "sqlite"


def wanted(text: str) -> Wanted:
    return Wanted(tuple(text.split()), ["title", "audio_id"], ["id"], ["acr_id"])


def found(text: str, bucket_id: int | None = 7) -> list[int]:
    """The ids that the index finds, which must be those that reading every row finds."""
    rows = AudioFile.objects.live()
    result = find(rows if bucket_id is None else rows.in_bucket(bucket_id), wanted(text))
    read = sorted(result.rows.values_list("pk", flat=True))
    if result.by_index is not None:
        assert sorted(result.by_index.values_list("pk", flat=True)) == read
    return read


def write_many(texts: Iterable[str], *, first: int = 1000, bucket_id: int = 7) -> None:
    """Rows straight into the table, past the mirror's store."""
    now = adapt.time(datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO acr_audio_file (payload, row_hash, fetched_at, gone_at, secrets, id,"
            " bucket_id, acr_id, title, state, duration, audio_id, created_at, updated_at)"
            " VALUES ('{}', '', %s, NULL, '', %s, %s, '', %s, 1, NULL, '', NULL, NULL)",
            [(now, first + at, bucket_id, text) for at, text in enumerate(texts)],
        )
