"""The state of the mirror, resource by resource, as the Sync page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from jobs.models import Job
from mirror import remote, resources, tally
from mirror.lists import last_full_passes
from mirror.models import MirrorPass, MirrorScope, Mode, PassState, QuarantinedRow
from mirror.resources import Resource
from mirror.services import FULL

_WORST_FIRST = (
    PassState.RUNNING,
    PassState.FAILED,
    PassState.HELD,
    PassState.CANCELLED,
    PassState.DONE,
)


@dataclass(frozen=True, slots=True)
class LastPass:
    """The newest full pass of each list of the resource, all taken together."""

    state: PassState
    job_id: int | None
    started_at: datetime
    lists: int
    seen: int
    new: int
    changed: int
    gone: int
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Overview:
    """One resource: what is mirrored of it, how fresh, and what was done about it last."""

    name: str
    label: str
    live: int
    gone: int
    quarantined: int
    lists: int
    read_at: datetime | None
    last: LastPass | None
    job: Job | None
    held: list[MirrorPass]
    is_awaited: bool

    @property
    def is_moving(self) -> bool:
        """A pass runs, or its first one is still to come."""
        return self.job is not None or self.is_awaited

    def facts(self) -> tuple[object, ...]:
        """All that can change in what is shown."""
        job = self.job
        moving = (job.pk, job.state, job.progress_done, job.progress_note) if job else ()
        held = [one.pk for one in self.held]
        counts = (self.live, self.gone, self.quarantined)
        return (self.name, counts, self.read_at, self.last, held, moving)


def of_all_resources() -> list[Overview]:
    """Every resource, each followed by what is in it."""
    scopes = _by_resource(
        MirrorScope.objects.values("resource").annotate(oldest=Min("read_at"), lists=Count("pk"))
    )
    quarantined = _by_resource(QuarantinedRow.objects.values("resource").annotate(rows=Count("pk")))
    held = held_passes()
    jobs = {job.args.get("resource"): job for job in Job.objects.unfinished().filter(kind=FULL)}
    return [
        _overview(
            resource,
            scopes.get(resource.name, {}),
            quarantined.get(resource.name, {}).get("rows", 0),
            jobs.get(resource.name),
            [one for one in held if one.resource == resource.name],
        )
        for resource in _in_reading_order()
    ]


def why_refused() -> str:
    """Why nothing is read: the settings name another account. "" when they don't."""
    try:
        remote.check_same_address()
    except remote.OtherAccount as error:
        return str(error)
    return ""


def held_passes() -> list[MirrorPass]:
    """Full passes that the fuse holds, until a person decides or a later one reads the list."""
    return list(MirrorPass.objects.filter(mode=Mode.FULL, state=PassState.HELD))


def _in_reading_order() -> list[Resource[Any]]:
    # Rooms register from the top of the house downwards; people read from the ground up.
    registered = resources.all_resources()[::-1]
    return [
        one
        for root in registered
        if not root.parents
        for one in (root, *(child for child in registered if root.name in child.parents))
    ]


def _overview(
    resource: Resource[Any],
    scope: Mapping[str, Any],
    quarantined: int,
    job: Job | None,
    held: list[MirrorPass],
) -> Overview:
    live, gone = tally.live_and_gone(resource.model)
    last = _last_pass(resource)
    return Overview(
        name=resource.name,
        label=resource.label,
        live=live,
        gone=gone,
        quarantined=quarantined,
        lists=scope.get("lists", 0),
        read_at=scope.get("oldest"),
        last=last,
        job=job,
        held=held,
        is_awaited=last is None and any(True for _ in resource.scopes()),
    )


def _last_pass(resource: Resource[Any]) -> LastPass | None:
    last = list(last_full_passes(resource).values())
    if not last:
        return None
    states = {one.state for one in last}
    return LastPass(
        state=next(state for state in _WORST_FIRST if state in states),
        job_id=max(last, key=lambda one: one.pk).job_id,
        started_at=min(one.started_at for one in last),
        lists=len(last),
        seen=sum(one.seen for one in last),
        new=sum(one.new for one in last),
        changed=sum(one.changed for one in last),
        gone=sum(one.gone for one in last),
        requests=sum(one.requests for one in last),
        seconds=sum(one.seconds for one in last),
    )


def _by_resource(rows: Any) -> dict[str, Mapping[str, Any]]:
    return {row["resource"]: row for row in rows}
