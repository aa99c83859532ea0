import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Sum

from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.mirror import resources, services
from core.mirror.models import MirrorPass

POLL_SECONDS = 0.2
COUNTS = ("seen", "new", "changed", "gone", "quarantined", "requests")


class Command(BaseCommand):
    help = (
        "Looks for new objects at the remote, or with --full reads everything: in this process,"
        " or in the worker that claims the job first. Shows the progress."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(_resource_names())
        parser.add_argument("resource", nargs="?", help=f"{names}; all of them when left out")
        parser.add_argument("--full", action="store_true", help="everything, and what is gone")
        parser.add_argument("--scope", default="", metavar="ID", help="one list: its parent's id")

    def handle(
        self, *args: Any, resource: str | None, full: bool, scope: str, **options: Any
    ) -> None:
        names = _resource_names()
        if resource is not None and resource not in names:
            raise CommandError(f"{resource} is not mirrored. There are: {', '.join(names)}.")
        if scope:
            _check_scope(resource, scope)
        request = services.request_full_pass if full else services.request_head_pass
        ended_well = [
            self._follow(request(resource=name, scope=scope))
            for name in ([resource] if resource else names)
        ]
        if not all(ended_well):
            sys.exit(1)

    def _follow(self, job: Job) -> bool:
        """Run the job, or watch the worker that does; returns whether it ended well."""
        thread = _start(job)
        try:
            while not job.is_finished:
                thread.join(POLL_SECONDS)
                job.refresh_from_db()
                if not thread.is_alive():
                    # Its next attempt may be due, and there may be no worker.
                    time.sleep(POLL_SECONDS)
                    thread = _start(job)
                if self.stdout.isatty():
                    self.stdout.write(f"\r\x1b[K{job.title} {_bar(job)}", ending="")
                    self.stdout.flush()
        except KeyboardInterrupt:
            self.stdout.write(f"\nJob {job.pk} is left to the workers. The Jobs page can stop it.")
            sys.exit(130)
        start = "\r\x1b[K" if self.stdout.isatty() else ""
        result = job.error or _counts(job)
        self.stdout.write(f"{start}{job.title}: {job.get_state_display().lower()}. {result}")
        return job.state == JobState.DONE


def _resource_names() -> list[str]:
    return [mirrored.name for mirrored in resources.all_resources()]


def _check_scope(name: str | None, scope_id: str) -> None:
    if name is None:
        raise CommandError("--scope needs a resource.")
    resource = resources.get_resource(name)
    if scope_id not in {scope.id for scope in resource.scopes()}:
        raise CommandError(f"There is no list {scope_id} of {resource.label} in the mirror.")


def _start(job: Job) -> threading.Thread:
    thread = threading.Thread(target=_run_here, args=(job.pk,), daemon=True)
    thread.start()
    return thread


def _run_here(job_id: int) -> None:
    try:
        tasks.run(job_id)
    finally:
        connection.close()


def _bar(job: Job, width: int = 30) -> str:
    if job.percent is None:
        return job.progress_note
    filled = job.percent * width // 100
    return f"[{'#' * filled}{'.' * (width - filled)}] {job.percent} % {job.progress_note}"


def _counts(job: Job) -> str:
    """The summed counts of the job's passes."""
    passes = MirrorPass.objects.filter(job_id=job.pk)
    sums = passes.aggregate(**{name: Sum(name) for name in (*COUNTS, "seconds")})
    counts = ", ".join(f"{sums[name] or 0:,} {name}" for name in COUNTS)
    return f"{counts}, {sums['seconds'] or 0:.1f} s."
