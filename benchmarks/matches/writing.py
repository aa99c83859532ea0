"""What matches and plays cost beside the results that they come from."""

import csv
import io
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test import Client

from plays import storing
from plays.folding import FoldingRule, fold
from plays.models import Match, Play, Recording
from scanning.models import ScannedFile
from scanning.results.reading import read_results
from scanning.scans import EndedScan
from tests.plays.made_up_matches import captured_body, programme

ROUNDS, RECORDINGS = 5, 40
Rows = Sequence[Sequence[Any]]


def report(browser: Client) -> None:
    print("| what | measured | goal |")
    print("|---|---|---|")
    for name, body, goal in (
        ("folding a song of 91 items", captured_body(), "≤ 2 ms"),
        ("folding an hour of programme", programme(), "≤ 20 ms"),
    ):
        print(f"| {name} | {_folding_milliseconds(body):.1f} ms | {goal} |")
    songs, hours = _share(captured_body), _share(lambda number: programme())
    print(f"| a song's rows beside its result, of the driver's insert | {songs:.2f} | ≥ 0.6 |")
    print(f"| an hour's rows beside its result, of the driver's insert | {hours:.2f} | ≥ 0.6 |")
    print(f"| CSV, of a loop over the driver's cursor | {_export_share(browser):.2f} | ≥ 0.5 |")


def _folding_milliseconds(body: object) -> float:
    segments = read_results(body)
    return 1000 * median(_timed(lambda: fold(segments, FoldingRule())) for _ in range(20))


def _share(body_of: Callable[[int], Any]) -> float:
    """The speed of reading, folding and writing over that of inserting the same rows alone."""
    bodies = [body_of(number) for number in range(RECORDINGS)]
    ours, driver = [], []
    for _ in range(ROUNDS):
        files = _new_files()
        ours.append(_timed(lambda files=files: _store(files, bodies)))  # type: ignore[misc]
        stored = [[_rows_of(table, key) for table in ("acr_match", "acr_play")] for key in files]
        _forget(files)
        driver.append(_timed(lambda stored=stored: _insert(stored)))  # type: ignore[misc]
        _forget(files)
    return median(driver) / median(ours)


def _new_files() -> list[uuid.UUID]:
    now = datetime.now(UTC)
    files = [
        ScannedFile(
            pk=uuid.uuid4(), container_id=1, name="measured", state=1, payload="{}", row_hash="",
            fetched_at=now, created_at=now, duration=3600.0,
        )
        for _ in range(RECORDINGS)
    ]  # fmt: skip
    ScannedFile.objects.bulk_create(files)
    return [file.pk for file in files]


def _store(files: Sequence[uuid.UUID], bodies: Sequence[Any]) -> None:
    for key, body in zip(files, bodies, strict=True):
        with transaction.atomic():
            storing.store_scan(EndedScan(key, 1, 1, body))


def _rows_of(table: str, key: uuid.UUID) -> tuple[str, Rows]:
    """The statement and the values that insert a recording's rows again."""
    shown = key.hex if connection.vendor == "sqlite" else key
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE file_id = %s", [shown])
        names = [column[0] for column in cursor.description]
        values = cursor.fetchall()
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", values


def _insert(stored: Sequence[Sequence[tuple[str, Rows]]]) -> None:
    for of_recording in stored:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in of_recording:
                cursor.executemany(statement, values)


def _forget(files: Sequence[uuid.UUID]) -> None:
    for model in (Match, Play):
        model._default_manager.filter(file__in=files).delete()
    Recording.objects.filter(pk__in=files).delete()


def _export_share(browser: Client) -> float:
    """The speed of the export of a container's plays over that of a loop that writes the same."""
    ours, loop = [], []
    for _ in range(3):
        ours.append(_timed(lambda: _export(browser)))
        loop.append(_timed(_loop))
    return median(loop) / median(ours)


def _export(browser: Client) -> None:
    response = browser.get("/heard/?container=2&format=csv")
    for _ in response.streaming_content:  # type: ignore[attr-defined]
        pass


def _loop() -> None:
    writer = csv.writer(io.StringIO())
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT title, heard_at, station_id, file_id, played, section, score, isrc"
            " FROM acr_play WHERE container_id = 2 ORDER BY heard_at DESC, id DESC"
        )
        while values := cursor.fetchmany(1000):
            writer.writerows(values)


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
