"""What the remote said of a project when it was last asked, made from the kept histories.

In the remote's own format. Source: docs.acrcloud.com, Console API, Base Projects (day-stat and
buckets-status).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.db.models import Max

from projects.models import BucketHealth, DayCount


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer of the remote and when it was given."""

    body: bytes
    read_at: datetime


def kept_day_counts(project_id: int, first: date, last: date) -> KeptAnswer | None:
    """The kept counts of these days, both included; None where none are kept."""
    counts = DayCount.objects.filter(project_id=project_id)
    # The days before are not read again because they no longer change.
    read_at = counts.aggregate(at=Max("read_at"))["at"]
    days = [
        {
            "date": count.day.isoformat(),
            "result": count.with_result,
            "noresult": count.without_result,
            "error": count.errors,
        }
        for count in counts.filter(day__range=(first, last)).order_by("day")
    ]
    return KeptAnswer(orjson.dumps({"data": days}), read_at) if days and read_at else None


def kept_health(project_id: int) -> KeptAnswer | None:
    """The health that the latest check found; None where none is kept."""
    spans = BucketHealth.objects.filter(project_id=project_id)
    read_at = spans.aggregate(at=Max("checked_at"))["at"]
    by_type = defaultdict(list)
    for span in spans.filter(checked_at=read_at).order_by("pk"):
        nodes = {"node": span.node, "status": int(span.is_healthy)}
        by_type[span.bucket_type].append({"buckets": span.buckets, "nodes": nodes})
    return KeptAnswer(orjson.dumps(by_type), read_at) if by_type else None
