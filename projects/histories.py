"""Keeps what the remote counts and says of projects, before it forgets it.

Source: document 002, day-stat and buckets-status.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from clients.errors import NotThere, UnreadableReply
from jobs import ledger
from jobs.models import Job
from jobs.running import Running
from mirror import remote
from projects.models import BucketHealth, DayCount, Project

KIND = "projects.histories"
LONGEST_SPAN_DAYS = 60
# The remote may still count the last days.
AGAIN_DAYS = 3
HEALTHY = 1
PATIENCE_SECONDS = 10.0


def request() -> Job:
    """Have the day statistics and the buckets' health of every project read."""
    return ledger.enqueue(
        kind=KIND, title="Read projects’ statistics and health", args={}, key=KIND
    )


def run(running: Running) -> None:
    """Read both for each live project. One that has gone meanwhile is passed over."""
    remote.check_same_address()
    keys = list(Project.objects.live().order_by("pk").values_list("pk", flat=True))
    for at, key in enumerate(keys):
        running.progress(at, len(keys))
        try:
            read_day_counts(key)
            read_health(key)
        except NotThere:
            continue
    running.progress(len(keys), len(keys))


def read_day_counts(project_id: int) -> int:
    """Fetch what the remote counted since the last time; returns how many days were written.

    Raises RemoteError.
    """
    newest = DayCount.objects.filter(project_id=project_id).order_by("-day").first()
    today = datetime.now(UTC).date()
    first = today - timedelta(days=LONGEST_SPAN_DAYS)
    if newest is not None:
        first = max(first, newest.day - timedelta(days=AGAIN_DAYS))
    span = {"start": first.isoformat(), "end": today.isoformat()}
    body = _json(f"base-projects/{project_id}/day-stat", span)
    # Documented with an envelope; bare lists are met too.
    rows = body.get("data") if isinstance(body, dict) else body
    try:
        counts = [_day_count(project_id, row) for row in rows or []]
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableReply("The remote's day statistics could not be read.") from error
    DayCount.objects.bulk_create(
        counts,
        update_conflicts=True,
        unique_fields=["project_id", "day"],
        update_fields=["with_result", "without_result", "errors"],
    )
    return len(counts)


def read_health(project_id: int) -> None:
    """Ask how the project's buckets are; a new span begins where that changes.

    Raises RemoteError.
    """
    body = _json(f"base-projects/{project_id}/buckets-status", {})
    now = datetime.now(UTC)
    try:
        said = [
            (str(bucket_type), str(one["nodes"].get("node", ""))[:64], one["nodes"]["status"])
            for bucket_type, groups in body.items()
            for one in groups
        ]
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableReply("The remote's word on the buckets could not be read.") from error
    for bucket_type, node, status in said:
        _note_health(project_id, bucket_type[:40], node, is_healthy=status == HEALTHY, at=now)


@transaction.atomic
def _note_health(
    project_id: int, bucket_type: str, node: str, *, is_healthy: bool, at: datetime
) -> None:
    spans = BucketHealth.objects.filter(project_id=project_id, bucket_type=bucket_type, node=node)
    newest = spans.order_by("-since", "-pk").first()
    if newest is not None and newest.is_healthy == is_healthy:
        spans.filter(pk=newest.pk).update(checked_at=at)
        return
    BucketHealth.objects.create(
        project_id=project_id,
        bucket_type=bucket_type,
        node=node,
        is_healthy=is_healthy,
        since=at,
        checked_at=at,
    )


def _day_count(project_id: int, row: Mapping[str, Any]) -> DayCount:
    return DayCount(
        project_id=project_id,
        day=date.fromisoformat(row["date"]),
        with_result=int(row["result"]),
        without_result=int(row["noresult"]),
        errors=int(row.get("error", 0)),
    )


def _json(path: str, params: Mapping[str, str]) -> Any:
    body = remote.console().raw(path, params=params, timeout=PATIENCE_SECONDS)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableReply("The remote's answer is not valid JSON.") from error
