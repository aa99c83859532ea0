"""Shared by the measuring programs: clearing the mirror, running passes, printing figures.

Each of these programs prints its figures as lines of JSON.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.db import connection
from django.db.models import Model

from buckets.models import Bucket
from core.jobs import tasks
from core.jobs.models import Job
from core.mirror import services
from core.mirror.models import MirrorPass, MirrorRemote, MirrorScope


def full_pass(resource: str = "files") -> MirrorPass:
    """One full pass as a worker runs it, ledger and all, in this process."""
    job = services.request_full_pass(resource=resource)
    tasks.run(job.pk)
    job.refresh_from_db()
    if job.state != "done":
        raise RuntimeError(job.error)
    return MirrorPass.objects.filter(job_id=job.pk).latest("pk")


def clear_mirror() -> None:
    """Leave a mirror that has never read an account."""
    mirrored = [model for model in apps.get_models() if not model._meta.managed]
    emptied_models: list[type[Model]] = [*mirrored, MirrorPass, MirrorScope, MirrorRemote, Job]
    with connection.cursor() as cursor:
        for model in emptied_models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def clear_mirror_except(bucket: int) -> None:
    """Leave a mirror that has the bucket and none of its files."""
    clear_mirror()
    Bucket.objects.create(
        pk=bucket,
        name="one",
        type="File",
        payload=f'{{"id":{bucket},"name":"one","type":"File"}}',
        fetched_at=datetime.now(UTC),
    )


@contextmanager
def counted_queries() -> Iterator[list[int]]:
    """Count the statements inside the block, except those that begin and end transactions."""
    count = [0]

    def counted(execute: Callable[..., Any], *call: Any) -> Any:
        count[0] += 1
        return execute(*call)

    with connection.execute_wrapper(counted):
        yield count


def timed(name: str, act: Callable[[], Any]) -> Any:
    """Run `act` and print its seconds, its seconds of CPU and its number of queries."""
    with counted_queries() as queries:
        began, worked = time.perf_counter(), time.process_time()
        result = act()
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    more = {"requests": result.requests} if isinstance(result, MirrorPass) else {}
    print_figures(name, seconds=seconds, cpu=cpu, queries=queries[0], **more)
    return result


def print_figures(name: str, **figures: float) -> None:
    print(orjson.dumps({"name": name, **figures}).decode(), flush=True)


class Peak:
    """How far this process has grown at most since this was created, in MB. Linux only."""

    def __init__(self) -> None:
        # Writing 5 forgets the peak so far (proc(5), clear_refs).
        Path("/proc/self/clear_refs").write_text("5")
        self._idle = self._field("VmRSS")

    def grown(self) -> float:
        return (self._field("VmHWM") - self._idle) / 1024

    def _field(self, name: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])
