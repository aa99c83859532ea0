"""How much the tally and the search index slow down the mirror's first pass."""

import time
from itertools import islice
from statistics import median

from django.db import transaction

from benchmarks.lists.fill import rows, write
from buckets.models import AudioFile
from core.mirror.schema.build import bring_up_to_date, delete_all_rows
from core.mirror.triggers import companions_of

FILES = 20_000
PAGE = 100


def report(rounds: int) -> None:
    """Measure both in turns and print microseconds a row; the table is empty before and after."""
    without_companions, with_companions = [], []
    for _ in range(rounds):
        delete_all_rows(AudioFile)
        with_companions.append(_write_pages())
        for part in companions_of(AudioFile):
            part.remove()
        AudioFile.objects.all().delete()
        without_companions.append(_write_pages())
    AudioFile.objects.all().delete()
    bring_up_to_date()
    print(
        f"A new row costs {median(with_companions):.0f} µs with tally and search index,"
        f" {median(without_companions):.0f} µs without: pages of {PAGE}, a transaction each.\n"
    )


def _write_pages() -> float:
    written = rows(FILES)
    pages = [list(islice(written, PAGE)) for _ in range(FILES // PAGE)]
    began = time.perf_counter()
    for page in pages:
        with transaction.atomic():
            write(page)
    return (time.perf_counter() - began) / FILES * 1e6
