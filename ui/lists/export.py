"""A list as a CSV file, streamed row by row."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from ui.lists.columns import Column

# Spreadsheets take the encoding from this mark, and run a cell that begins with one of these.
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1000


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    rows: QuerySet[Any], columns: Sequence[Column[Any]], name: str
) -> StreamingHttpResponse:
    """All `rows` with these columns, as a download called `name`.csv."""
    response = StreamingHttpResponse(_lines(rows, columns), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: QuerySet[Any], columns: Sequence[Column[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow([column.label for column in columns])
    for row in rows.iterator(chunk_size=CHUNK):
        yield writer.writerow([plain(column.exported(row)) for column in columns])


def plain(value: object) -> str | int | float:
    """A value as a spreadsheet may have it: nothing in it is taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
