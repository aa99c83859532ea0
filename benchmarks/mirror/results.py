"""Mirrors scanned files and their large results from the engine, and measures the memory."""

from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.mirror.passes import Peak, clear_mirror, full_pass, print_figures, timed  # noqa: E402
from core.clients.console import Console, FetchedObjects  # noqa: E402
from core.jobs import tasks  # noqa: E402
from core.mirror import services  # noqa: E402
from core.mirror.models import MirrorPass  # noqa: E402
from scanning.models import ScannedFile, ScanResult  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    clear_mirror()
    ids_per_request: list[int] = []
    get = Console.get

    def get_and_count(console: Console, path: str, **more: Any) -> FetchedObjects:
        ids_per_request.append(path.rpartition("/")[2].count(",") + 1)
        return get(console, path, **more)

    idle = Peak()
    full_pass("containers")
    timed("list of scanned files", lambda: full_pass("scanned-files"))
    with patch.object(Console, "get", get_and_count):
        while ScanResult.objects.count() < count_finished():
            before = ScanResult.objects.count()
            timed("hot pass", hot_pass)
            if ScanResult.objects.count() == before:
                raise RuntimeError(f"{before} results of {count_finished()}")
    print_figures("results", files=ScannedFile.objects.count(), kept=ScanResult.objects.count())
    print_figures("memory", grown=idle.grown())
    print_figures("ids", most=max(ids_per_request), requests=len(ids_per_request))


def count_finished() -> int:
    return ScannedFile.objects.filter(state=1).count()


def hot_pass() -> MirrorPass:
    job = services.request_hot_pass(resource="scanned-files")
    tasks.run(job.pk)
    return MirrorPass.objects.filter(job_id=job.pk).latest("pk")


if __name__ == "__main__":
    main()
