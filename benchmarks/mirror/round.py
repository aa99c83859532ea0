"""One round of the speeds: round.py FOLDER BUCKET PORT PAGES ADDED SHORTER."""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import django
import orjson

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.mirror.passes import clear_mirror_except, full_pass, print_figures, timed  # noqa: E402
from benchmarks.mirror.remote import PAGE_SIZE, Account  # noqa: E402
from buckets.models import AudioFile  # noqa: E402
from core.clients.console import FetchedPage  # noqa: E402
from core.jobs.running import RunningJob  # noqa: E402
from core.mirror import db_values, parsing, remote  # noqa: E402
from core.mirror.models import MirrorPass  # noqa: E402
from core.mirror.prefetch import fetch_pages  # noqa: E402
from core.mirror.resources import get_resource  # noqa: E402
from core.mirror.schema.late_indexes import late_indexes  # noqa: E402
from core.mirror.schema.rebuild import rebuild_tables  # noqa: E402
from core.mirror.upsert import upsert_into, upsert_sql  # noqa: E402


def main(account: Account, added: Path, shorter: Path) -> None:
    call_command("migrate", verbosity=0)
    clear_mirror_except(account.bucket)
    print_figures("fsync", seconds=fsync())
    with account.served(account.base):
        prepared = limits(account)
        in_ledger = Ledger()
        with in_ledger.timed():
            first = timed("first pass", full_pass)
        print_figures("ledger", seconds=in_ledger.seconds)
        timed("unchanged", full_pass)
    check(first, new=sum(len(page) for page in prepared))
    with account.served(added):
        check(timed("one added", full_pass), new=1)
    with account.served(shorter):
        check(timed("first deleted", full_pass), gone=1)
    timed("rebuild", rebuild_tables)


def limits(account: Account) -> list[list[list[Any]]]:
    """Measure what the network alone and the driver alone can do with the same pages."""
    fetch = partial(remote.console().page, f"buckets/{account.bucket}/files", per_page=PAGE_SIZE)
    fetched_pages: list[FetchedPage] = []
    timed("read alone", lambda: fetched_pages.extend(one_by_one(fetch)))
    timed("read by fetchers", lambda: sum(len(page.rows) for page in fetch_pages(fetch)))
    prepared = ready_to_write(fetched_pages, account.bucket)
    timed("write limit", lambda: write(prepared))
    clear_mirror_except(account.bucket)
    timed("write limit, late indexes", lambda: write_without_late_indexes(prepared))
    clear_mirror_except(account.bucket)
    return prepared


def one_by_one(fetch: Callable[..., FetchedPage]) -> list[FetchedPage]:
    first = fetch(number=1)
    return [first, *(fetch(number=number) for number in range(2, first.last + 1))]


def ready_to_write(fetched_pages: list[FetchedPage], bucket: int) -> list[list[list[Any]]]:
    files, upsert, now = (
        get_resource("files"),
        upsert_into(AudioFile),
        db_values.to_db_time(datetime.now(UTC)),
    )
    return [
        [
            upsert.values(
                parsing.parse_row(
                    files, bucket, row["id"], row, orjson.dumps(row), parsing.row_hash_of(row)
                ),
                now,
            )
            for row in page.rows
        ]
        for page in fetched_pages
    ]


def write(prepared: list[list[list[Any]]]) -> None:
    places = ", ".join(["%s"] * len(upsert_into(AudioFile).names))
    sql = upsert_sql(AudioFile, f"VALUES ({places})")
    for page in prepared:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, page)


def write_without_late_indexes(prepared: list[list[list[Any]]]) -> None:
    """As a first pass does, and without a pause between the indexes."""
    late = late_indexes(get_resource("files"))
    with connection.cursor() as cursor:
        for name in late:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    write(prepared)
    for index in late.values():
        statement = str(index.create_sql(AudioFile, connection.schema_editor()))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class Ledger:
    """How long a pass took to update its own job row."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self) -> Any:
        """Time every progress report inside the block."""
        original = RunningJob.report_progress

        def report_progress(running_job: RunningJob, *arguments: Any, **more: Any) -> None:
            began = time.perf_counter()
            original(running_job, *arguments, **more)
            self.seconds += time.perf_counter() - began

        return patch.object(RunningJob, "report_progress", report_progress)


def fsync() -> float:
    """Seconds that one durable write of a page takes here, the median of fifty."""
    took = []
    with open(Path(settings.DATA_DIR) / "fsync", "wb", buffering=0) as file:
        for _ in range(50):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took)


def check(done: MirrorPass, *, new: int = 0, gone: int = 0) -> None:
    """Raise unless the pass wrote exactly these changes."""
    if (done.new, done.changed, done.gone, done.quarantined) != (new, 0, gone, 0):
        raise RuntimeError(f"{done}: {done.new} new, {done.changed} changed, {done.gone} gone")


if __name__ == "__main__":
    folder, bucket, port, pages, *changed = sys.argv[1:]
    account = Account(Path(folder), int(bucket), int(port), Path(pages))
    main(account, Path(changed[0]), Path(changed[1]))
