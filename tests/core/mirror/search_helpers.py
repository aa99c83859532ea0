"""Rows to search in, and searches by the index checked against reading every row."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from buckets.models import AudioFile
from core.mirror import db_values
from core.mirror.search.queries import search_rows
from core.mirror.search.terms import SearchTerms

ON_SQLITE = connection.vendor == "sqlite"


def terms_of(text: str) -> SearchTerms:
    return SearchTerms(tuple(text.split()), ["title", "audio_id"], ["id"], ["acr_id"])


def search_ids(text: str, bucket_id: int | None = 7) -> list[int]:
    """The ids that the index finds, which must be those that reading every row finds."""
    rows = AudioFile.objects.live()
    result = search_rows(rows if bucket_id is None else rows.in_bucket(bucket_id), terms_of(text))
    read = sorted(result.rows.values_list("pk", flat=True))
    if result.by_index is not None:
        assert sorted(result.by_index.values_list("pk", flat=True)) == read
    return read


def write_many(texts: Iterable[str], *, first: int = 1000, bucket_id: int = 7) -> None:
    """Rows straight into the table, past the mirror's store."""
    now = db_values.to_db_time(datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO acr_audio_file (payload, row_hash, fetched_at, gone_at, secrets, id,"
            " bucket_id, acr_id, title, state, duration, audio_id, created_at, updated_at)"
            " VALUES ('{}', '', %s, NULL, '', %s, %s, '', %s, 1, NULL, '', NULL, NULL)",
            [(now, first + at, bucket_id, text) for at, text in enumerate(texts)],
        )
