"""A worker that stores pages of new files into one bucket, once a line comes: storing.py BUCKET."""

import sys
from datetime import UTC, datetime

import django

django.setup()

import orjson  # noqa: E402

from benchmarks.lists.fill import rows  # noqa: E402
from buckets.resources import FILES  # noqa: E402
from core.mirror.resources import Scope  # noqa: E402
from core.mirror.store import store_rows  # noqa: E402

PAGES, PAGE = 40, 100
# Between the ids of two buckets.
DISTANCE = 10_000_000


def main(bucket: int) -> None:
    files = [orjson.loads(row[0]) for row in rows(PAGES * PAGE)]
    for file in files:
        file["id"] += bucket * DISTANCE
        file["bucket_id"] = bucket
    store_rows(FILES, Scope(str(bucket)), files[:1], requested_at=datetime.now(UTC))
    print("ready", flush=True)
    sys.stdin.readline()
    for at in range(0, len(files), PAGE):
        page = files[at : at + PAGE]
        store_rows(FILES, Scope(str(bucket)), page, requested_at=datetime.now(UTC))


if __name__ == "__main__":
    main(int(sys.argv[1]))
