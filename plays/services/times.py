"""Begins of many recordings at once, out of a CSV."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from core.accounts.audit import Actor
from plays.clocks import as_utc
from plays.models import OnAirSource, Station
from plays.services.on_air import set_on_air
from scanning.models import ScannedFile

# Each makes the plays of a recording anew, while the person waits.
MAX_LINES = 1000
COLUMNS = ("recording", "station", "begins_at")


class TableError(ValueError):
    """It is no table of begins. The message says why."""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A line, counted as spreadsheets do. `error` is empty for one that was set."""

    number: int
    recording: str
    error: str = ""
    file: ScannedFile | None = None


def set_times(*, content: str, by: Actor) -> list[TimeLine]:
    """Set station and begin of each recording in the table; lines that can't be are told why.

    A recording is named by its id, or by a name that only one has. A station is named by its code,
    and a begin without a zone is by its clock. Raises TableError.
    """
    rows = list(_rows(content))
    return [_set(number, row, by) for number, row in rows]


def _rows(content: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")), dialect=_dialect(content))
    names = [name.strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in COLUMNS if name not in names]:
        raise TableError(
            f"The first line has to name the columns: {', '.join(missing)} is missing."
        )
    reader.fieldnames = names
    for number, row in enumerate(reader, start=2):
        if number > MAX_LINES + 1:
            raise TableError(f"At most {MAX_LINES:,} lines at once. Nothing was changed.")
        yield number, {name: (row.get(name) or "").strip() for name in COLUMNS}


def _dialect(content: str) -> type[csv.Dialect]:
    head = content.partition("\n")[0]
    return csv.excel_tab if "\t" in head else _Semicolons if ";" in head else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"


def _set(number: int, row: dict[str, str], by: Actor) -> TimeLine:
    try:
        file = _file(row["recording"])
        station = _station(row["station"])
        begins_at = _begin(row["begins_at"], station)
    except ValidationError as error:
        return TimeLine(number, row["recording"], " ".join(error.messages))
    set_on_air(file=file, station=station, begins_at=begins_at, source=OnAirSource.TABLE, by=by)
    return TimeLine(number, row["recording"], file=file)


def _file(named: str) -> ScannedFile:
    try:
        files = ScannedFile.objects.filter(pk=UUID(named))
    except ValueError:
        files = ScannedFile.objects.live().filter(name=named)
    found = list(files[:2])
    if not found:
        raise ValidationError("No recording has this id or name.")
    if len(found) > 1:
        raise ValidationError("Several recordings have this name: give the id.")
    return found[0]


def _station(code: str) -> Station | None:
    if not code:
        return None
    station = Station.objects.filter(code__iexact=code).first()
    if station is None:
        raise ValidationError(f"No station has the code {code}.")
    return station


def _begin(text: str, station: Station | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError(
            f"{text} is no time: it is written 2026-07-01T06:00:00, with or without a zone."
        ) from None
    return moment if moment.tzinfo else as_utc(moment, station)
