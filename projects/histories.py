"""Keeps what the remote counts and says of projects, before it forgets it.

Source: docs.acrcloud.com, Console API, Base Projects (day-stat and buckets-status).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from clients.errors import NotThere, RemoteError, Throttled, Unreachable, UnreadableReply
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
    """Read both for each live project. One that has gone meanwhile is passed over.

    What the remote fails to give of one project holds up no other: RemoteError tells in the end of
    all that could not be read. OtherAccount, Throttled and Unreachable concern all of them, and
    stop it at once.
    """
    remote.check_same_address()
    projects = list(Project.objects.live().order_by("pk").values_list("pk", "name"))
    failed: dict[int, str] = {}
    for at, (key, name) in enumerate(projects):
        running.progress(at, len(projects))
        for read in (read_day_counts, read_health):
            try:
                read(key)
            except NotThere:
                break
            except (Throttled, Unreachable):
                raise
            except RemoteError as error:
                failed.setdefault(key, f"{name}: {error}")
    running.progress(len(projects), len(projects))
    if failed:
        first = next(iter(failed.values()))
        raise RemoteError(f"{len(failed)} of {len(projects)} projects failed. {first}")


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
        # A day that is named twice is written once.
        counts = {one.day: one for one in (_day_count(project_id, row) for row in rows or [])}
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise UnreadableReply("The remote's day statistics could not be read.") from error
    DayCount.objects.bulk_create(
        counts.values(),
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
        said: dict[tuple[str, str], bool] = {}
        for bucket_type, groups in body.items():
            for one in groups:
                node = (str(bucket_type)[:40], str(one["nodes"].get("node", ""))[:64])
                # A node that is named twice is well when it is so both times.
                said[node] = one["nodes"]["status"] == HEALTHY and said.get(node, True)
    except (AttributeError, KeyError, TypeError) as error:
        raise UnreadableReply("The remote's word on the buckets could not be read.") from error
    for (bucket_type, name), is_healthy in said.items():
        _note_health(project_id, bucket_type, name, is_healthy=is_healthy, at=now)


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
        with_result=_count(row["result"]),
        without_result=_count(row["noresult"]),
        errors=_count(row.get("error", 0)),
    )


def _count(given: Any) -> int:
    """Raises TypeError or ValueError for what is no count, or one that no column holds."""
    count = int(given)
    if not 0 <= count < 2**63:
        raise ValueError
    return count


def _json(path: str, params: Mapping[str, str]) -> Any:
    body = remote.console().raw(path, params=params, timeout=PATIENCE_SECONDS)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableReply("The remote's answer is not valid JSON.") from error
