"""How time and space grow with the files: pages, gateway, search, a pass, and bytes of each."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
from django.db import connection

from benchmarks.lists.fill import BUCKET, COMMON, FIRST, RARE, rows
from benchmarks.scale.mix import Mix
from benchmarks.scale.writes import ask
from buckets.models import AudioFile
from buckets.resources import FILES
from core.mirror.resources import Scope
from core.mirror.store import store_rows
from core.ui.lists.keyset import cursor_at

STEPS = (10_000, 100_000, 1_000_000)
REPEATS = 15
PAGE = 100
PAGES_OF_A_PASS = 20
SCOPE = Scope(str(BUCKET))


def main(files: int, rounds: int, seconds: float) -> None:
    steps = [step for step in STEPS if step <= files]
    measured = [_measure(step) for step in steps]
    print(f"| least of {REPEATS}, ms of this process | {' | '.join(f'{n:,}' for n in steps)} |")
    print(f"|---{'|---' * len(steps)}|")
    for name in measured[0]:
        print(f"| {name} | {' | '.join(f'{one[name]:,.1f}' for one in measured)} |")


def _measure(files: int) -> dict[str, float]:
    mix = Mix.prepare(files)
    person, service = (mix.kinds[name][0] for name in ("a bucket's page", "gateway, 100 files"))
    middle = cursor_at(FIRST + files // 2, FIRST + files // 2).encode()
    figures = {
        "a bucket's page": _time(lambda: ask(person)),
        "a bucket's page, in its middle": _time(lambda: ask(_with(person, f"at={middle}"))),
        "search, a common word": _time(lambda: ask(_with(person, f"q={COMMON}"))),
        "search, a rare word": _time(lambda: ask(_with(person, f"q={RARE}"))),
        "Overview": _time(lambda: ask(_of(person, "/"))),
        "gateway, first 100 files": _time(lambda: ask(_page(service, 1))),
        "gateway, 100 files in the middle": _time(lambda: ask(_page(service, files // 2 // PAGE))),
    }
    figures |= _pass_figures(files)
    return figures | _bytes_a_row(files)


def _pass_figures(files: int) -> dict[str, float]:
    """Of pages that haven't changed, and of new ones, written with all indexes and triggers."""
    known = _remote_pages(files, files - PAGES_OF_A_PASS * PAGE)
    AudioFile.objects.filter(pk__gte=FIRST + files).delete()
    store = iter(known)
    # The first time they are written, since the filled rows have hashes of their own.
    for page in known:
        _store(page)
    unchanged = _time(lambda: _store(next(store)))
    new = iter(_remote_pages(files + PAGES_OF_A_PASS * PAGE, files))
    added = _time(lambda: _store(next(new)))
    AudioFile.objects.filter(pk__gte=FIRST + files).delete()
    return {"pass, a page without changes": unchanged, "pass, a page of new files": added}


def _remote_pages(count: int, start: int) -> list[list[Any]]:
    documents = [orjson.loads(row[0]) for row in islice(rows(count), start, count)]
    return [documents[at : at + PAGE] for at in range(0, len(documents), PAGE)]


def _store(page: list[Any]) -> None:
    store_rows(FILES, SCOPE, page, requested_at=datetime.now(UTC))


def _bytes_a_row(files: int) -> dict[str, float]:
    table = AudioFile._meta.db_table
    if connection.vendor == "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE acr_audio_file")
        cursor.execute(
            "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE oid IN"
            " (SELECT indexrelid FROM pg_index WHERE indrelid = %s::regclass) ORDER BY 2 DESC",
            [table],
        )
        indexes = dict(cursor.fetchall())
        cursor.execute("SELECT pg_table_size(%s::regclass)", [table])
        (of_table,) = cursor.fetchone()
    sizes = {
        "the table": of_table,
        **{name.removeprefix(f"{table}_"): n for name, n in indexes.items()},
    }
    return {f"bytes a file: {name}": size / files for name, size in sizes.items()}


def _time(act: Callable[[], object]) -> float:
    """Milliseconds, the least: what else runs on this host only adds to it."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return min(taken)


def _of(text: str, path: str) -> str:
    method, _, rest = text.split(" ", 2)
    return f"{method} {path} {rest}"


def _with(text: str, query: str) -> str:
    return _of(text, f"/buckets/{BUCKET}/?{query}")


def _page(text: str, number: int) -> str:
    return _of(text, f"/api/buckets/{BUCKET}/files?per_page={PAGE}&page={number}")
