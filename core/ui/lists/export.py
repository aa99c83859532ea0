"""A list as a CSV file, streamed row by row."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from core.ui.lists.columns import Column

# Spreadsheets read the encoding from this mark, and evaluate a cell with one of these starts.
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "\t", "\r", "\n")
CHUNK_SIZE = 1000


class _Line:
    """A file object whose write returns the text."""

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
    for row in rows.iterator(chunk_size=CHUNK_SIZE):
        yield writer.writerow([spreadsheet_value(column.export_value(row)) for column in columns])


def spreadsheet_value(value: object) -> str | int | float:
    """A value for a cell; text that a spreadsheet would evaluate as a formula is quoted."""
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
