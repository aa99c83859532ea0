"""Reads day statistics and bucket health of projects, which the remote keeps only for a while.

Source: docs.acrcloud.com, Console API, Base Projects (day-stat and buckets-status).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from core.clients.errors import (
    RemoteError,
    RemoteNotFoundError,
    RemoteUnreachableError,
    ThrottledError,
    UnreadableReplyError,
)
from core.jobs import ledger
from core.jobs.models import Job
from core.jobs.running import RunningJob
from core.mirror import remote
from projects.models import BucketHealth, DayCount, Project

KIND = "projects.statistics"
MAX_SPAN_DAYS = 60
# The remote may still change the counts of the last days.
REREAD_DAYS = 3
HEALTHY = 1
TIMEOUT_SECONDS = 10.0


def request_read() -> Job:
    """Have the day statistics and the buckets' health of every project read."""
    return ledger.enqueue(
        kind=KIND, title="Read projects’ statistics and health", args={}, key=KIND
    )


def run(running: RunningJob) -> None:
    """Read both for each live project; one that is gone meanwhile is skipped.

    A failure for one project doesn't stop the others: RemoteError in the end counts the projects
    that could not be read. OtherAccountError, ThrottledError and RemoteUnreachableError concern
    all of them and stop it at once.
    """
    remote.check_same_address()
    projects = list(Project.objects.live().order_by("pk").values_list("pk", "name"))
    failed: dict[int, str] = {}
    for at, (key, name) in enumerate(projects):
        running.report_progress(at, len(projects))
        for read in (read_day_counts, read_health):
            try:
                read(key)
            except RemoteNotFoundError:
                break
            except (ThrottledError, RemoteUnreachableError):
                raise
            except RemoteError as error:
                failed.setdefault(key, f"{name}: {error}")
    running.report_progress(len(projects), len(projects))
    if failed:
        first = next(iter(failed.values()))
        raise RemoteError(f"{len(failed)} of {len(projects)} projects failed. {first}")


def read_day_counts(project_id: int) -> int:
    """Fetch the counts since the last time; returns how many days were written.

    Raises RemoteError.
    """
    newest = DayCount.objects.filter(project_id=project_id).order_by("-day").first()
    now = datetime.now(UTC)
    today = now.date()
    first = today - timedelta(days=MAX_SPAN_DAYS)
    if newest is not None:
        first = max(first, newest.day - timedelta(days=REREAD_DAYS))
    span = {"start": first.isoformat(), "end": today.isoformat()}
    body = _fetch_json(f"base-projects/{project_id}/day-stat", span)
    # Documented with an envelope; bare lists are met too.
    rows = body.get("data") if isinstance(body, dict) else body
    try:
        # A day that is listed twice is written once.
        day_counts = [_day_count(project_id, row, read_at=now) for row in rows or []]
        counts = {count.day: count for count in day_counts}
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise UnreadableReplyError("The remote's day statistics could not be read.") from error
    DayCount.objects.bulk_create(
        counts.values(),
        update_conflicts=True,
        unique_fields=["project_id", "day"],
        update_fields=["with_result", "without_result", "errors", "read_at"],
    )
    return len(counts)


def read_health(project_id: int) -> None:
    """Fetch the health of the project's buckets; a change begins a new span.

    Raises RemoteError.
    """
    body = _fetch_json(f"base-projects/{project_id}/buckets-status", {})
    now = datetime.now(UTC)
    try:
        healths: dict[tuple[str, str], bool] = {}
        buckets: dict[tuple[str, str], list[Any]] = {}
        for bucket_type, groups in body.items():
            for group in groups:
                node = (str(bucket_type)[:40], str(group["nodes"].get("node", ""))[:64])
                # A node that is listed twice is healthy when it is so both times.
                healths[node] = group["nodes"]["status"] == HEALTHY and healths.get(node, True)
                buckets.setdefault(node, []).extend(group.get("buckets") or [])
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableReplyError("The remote's bucket health could not be read.") from error
    for node, is_healthy in healths.items():
        _note_health(project_id, *node, is_healthy=is_healthy, buckets=buckets[node], at=now)


@transaction.atomic
def _note_health(
    project_id: int,
    bucket_type: str,
    node: str,
    *,
    is_healthy: bool,
    buckets: Sequence[Any],
    at: datetime,
) -> None:
    spans = BucketHealth.objects.filter(project_id=project_id, bucket_type=bucket_type, node=node)
    newest = spans.order_by("-since", "-pk").first()
    if newest is not None and newest.is_healthy == is_healthy:
        spans.filter(pk=newest.pk).update(checked_at=at, buckets=buckets)
        return
    BucketHealth.objects.create(
        project_id=project_id,
        bucket_type=bucket_type,
        node=node,
        is_healthy=is_healthy,
        since=at,
        checked_at=at,
        buckets=buckets,
    )


def _day_count(project_id: int, row: Mapping[str, Any], *, read_at: datetime) -> DayCount:
    return DayCount(
        project_id=project_id,
        day=date.fromisoformat(row["date"]),
        with_result=_parse_count(row["result"]),
        without_result=_parse_count(row["noresult"]),
        errors=_parse_count(row.get("error", 0)),
        read_at=read_at,
    )


def _parse_count(value: Any) -> int:
    """Raises TypeError or ValueError for a value that isn't a count, or that no column holds."""
    count = int(value)
    if not 0 <= count < 2**63:
        raise ValueError
    return count


def _fetch_json(path: str, params: Mapping[str, str]) -> Any:
    body = remote.console().raw(path, params=params, timeout=TIMEOUT_SECONDS)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableReplyError("The remote's answer is not valid JSON.") from error
