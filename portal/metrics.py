"""`/metrics`: gauges for Prometheus, in its text format.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Min
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from core.accounts.scopes import TokenScope
from core.jobs.models import Job, JobState
from core.mirror.models import MirrorScope, QuarantinedRow
from portal.health import readiness

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class MetricSample:
    labels: dict[str, str]
    value: float

    def __str__(self) -> str:
        labels = ",".join(f'{name}="{_escaped(text)}"' for name, text in self.labels.items())
        return f"{{{labels}}} {self.value:g}"


class IgnoreAcceptHeader(BaseContentNegotiation):
    """Always renders the one format: Prometheus accepts it, whatever its Accept header says."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class MetricsView(APIView):
    """Requires a service token with the scope `read-portal`."""

    scopes = {"GET": TokenScope.READ_PORTAL}
    content_negotiation_class = IgnoreAcceptHeader
    schema = None

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse("".join(_lines()), content_type=CONTENT_TYPE)


def _lines() -> Iterator[str]:
    gauges = (
        ("acr_check_ok", "Whether a check of /readyz holds.", _checks()),
        ("acr_jobs", "Jobs in the ledger.", _jobs()),
        ("acr_jobs_oldest_due_seconds", "How long the oldest due job has waited.", _waiting()),
        ("acr_mirror_read_age_seconds", "Age of the stalest list of a resource.", _ages()),
        ("acr_mirror_quarantined_rows", "Rows that could not be read.", _quarantined()),
    )
    for name, meaning, samples in gauges:
        yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
        yield from (f"{name}{sample}\n" for sample in samples)


def _checks() -> Iterable[MetricSample]:
    for name, check in readiness.report()["checks"].items():
        yield MetricSample({"check": name}, check["ok"])


def _jobs() -> Iterable[MetricSample]:
    counts = Job.objects.order_by().values("queue", "state").annotate(jobs=Count("pk"))
    for row in counts:
        yield MetricSample({"queue": row["queue"], "state": row["state"]}, row["jobs"])


def _waiting() -> Iterable[MetricSample]:
    now = timezone.now()
    due = Job.objects.order_by().filter(state=JobState.QUEUED, run_after__lte=now)
    for row in due.values("queue").annotate(oldest=Min("run_after")):
        yield MetricSample({"queue": row["queue"]}, (now - row["oldest"]).total_seconds())


def _ages() -> Iterable[MetricSample]:
    now = timezone.now()
    read = MirrorScope.objects.order_by().filter(read_at__isnull=False)
    for row in read.values("resource").annotate(oldest=Min("read_at")):
        yield MetricSample({"resource": row["resource"]}, (now - row["oldest"]).total_seconds())


def _quarantined() -> Iterable[MetricSample]:
    for row in QuarantinedRow.objects.order_by().values("resource").annotate(rows=Count("pk")):
        yield MetricSample({"resource": row["resource"]}, row["rows"])


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
