import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Sum

from jobs import tasks
from jobs.models import Job, State
from mirror import resources, services
from mirror.models import MirrorPass

POLL_SECONDS = 0.2
COUNTS = ("seen", "new", "changed", "gone", "quarantined", "requests")


class Command(BaseCommand):
    help = (
        "Looks for what is new at the remote, or with --full reads everything: here, or in the"
        " worker that takes the pass first. Shows how far it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(one.name for one in resources.all_resources())
        parser.add_argument("resource", nargs="?", help=f"{names}; all of them when left out")
        parser.add_argument("--full", action="store_true", help="everything, and what is gone")
        parser.add_argument("--scope", default="", metavar="ID", help="one list: its parent's id")

    def handle(
        self, *args: Any, resource: str | None, full: bool, scope: str, **options: Any
    ) -> None:
        names = [one.name for one in resources.all_resources()]
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
        """Run the job, or watch the worker that does; whether it ended well."""
        thread = _start(job)
        try:
            while not job.is_finished:
                thread.join(POLL_SECONDS)
                job.refresh_from_db()
                if not thread.is_alive():
                    # It may be due for its next attempt, and there may be no worker.
                    time.sleep(POLL_SECONDS)
                    thread = _start(job)
                if self.stdout.isatty():
                    self.stdout.write(f"\r\x1b[K{job.title} {_bar(job)}", ending="")
                    self.stdout.flush()
        except KeyboardInterrupt:
            self.stdout.write(f"\nJob {job.pk} is left to the workers. The Jobs page can stop it.")
            sys.exit(130)
        start = "\r\x1b[K" if self.stdout.isatty() else ""
        said = job.error or _counts(job)
        self.stdout.write(f"{start}{job.title}: {job.get_state_display().lower()}. {said}")
        return job.state == State.DONE


def _check_scope(resource: str | None, scope: str) -> None:
    if resource is None:
        raise CommandError("--scope needs a resource.")
    named = resources.named(resource)
    if scope not in {one.id for one in named.scopes()}:
        raise CommandError(f"There is no list {scope} of {named.label} in the mirror.")


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
    """What the passes of the job brought, all lists taken together."""
    passes = MirrorPass.objects.filter(job_id=job.pk)
    sums = passes.aggregate(**{name: Sum(name) for name in (*COUNTS, "seconds")})
    counts = ", ".join(f"{sums[name] or 0:,} {name}" for name in COUNTS)
    return f"{counts}, {sums['seconds'] or 0:.1f} s."
