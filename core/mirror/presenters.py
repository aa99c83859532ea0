"""What pages show of the mirror: each resource with its passes, and the state of a pass."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from core.jobs.models import Job
from core.mirror import remote, resources, tally
from core.mirror.full_passes import last_full_passes, lists_of
from core.mirror.models import MirrorPass, MirrorScope, Mode, PassState, QuarantinedRow
from core.mirror.resources import Resource
from core.mirror.services import FULL
from core.ui import states
from core.ui.states import StateBadge

PASS_BADGES: dict[PassState, StateBadge] = {
    PassState.RUNNING: states.RUNNING,
    PassState.DONE: states.DONE,
    PassState.HELD: states.HELD,
    PassState.FAILED: states.FAILED,
    PassState.CANCELLED: states.CANCELLED,
}
_WORST_FIRST = (
    PassState.RUNNING,
    PassState.FAILED,
    PassState.HELD,
    PassState.CANCELLED,
    PassState.DONE,
)


@dataclass(frozen=True, slots=True)
class FullPassSummary:
    """The newest full passes of a resource's lists, summed up."""

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
class ResourceOverview:
    """One resource: its rows, how fresh they are, and its last and current passes."""

    name: str
    label: str
    live: int
    gone: int
    quarantined: int
    lists: int
    read_at: datetime | None
    last: FullPassSummary | None
    job: Job | None
    held: list[MirrorPass]
    is_awaited: bool

    @property
    def is_moving(self) -> bool:
        """A pass is unfinished, or the first one is still to come."""
        return self.job is not None or self.is_awaited

    def facts(self) -> tuple[object, ...]:
        """Everything in the page that can change, for its ETag."""
        job = self.job
        progress = (job.pk, job.state, job.progress_done, job.progress_note) if job else ()
        held = [held_pass.pk for held_pass in self.held]
        counts = (self.live, self.gone, self.quarantined)
        return (self.name, counts, self.read_at, self.last, held, progress)


def resource_overviews() -> list[ResourceOverview]:
    """Every resource, each followed by its children."""
    scopes = _by_resource(
        MirrorScope.objects.values("resource").annotate(oldest=Min("read_at"), lists=Count("pk"))
    )
    quarantined = _by_resource(QuarantinedRow.objects.values("resource").annotate(rows=Count("pk")))
    held = held_passes()
    jobs = {job.args.get("resource"): job for job in Job.objects.unfinished().filter(kind=FULL)}
    in_order = _in_reading_order()
    counts = tally.live_and_gone_counts(resource.model for resource in in_order)
    lists = lists_of(in_order)
    last_passes = last_full_passes(lists)
    overviews = []
    for resource in in_order:
        name = resource.name
        live, gone = counts[resource.model]
        last = _summary(last_passes[name].values())
        overviews.append(
            ResourceOverview(
                name=name,
                label=resource.label,
                live=live,
                gone=gone,
                quarantined=quarantined.get(name, {}).get("rows", 0),
                lists=scopes.get(name, {}).get("lists", 0),
                read_at=scopes.get(name, {}).get("oldest"),
                last=last,
                job=jobs.get(name),
                held=[held_pass for held_pass in held if held_pass.resource == name],
                is_awaited=last is None and bool(lists[name]),
            )
        )
    return overviews


def refusal_reason() -> str:
    """Why no pass runs: the settings name another account. "" when they don't."""
    try:
        remote.check_same_address()
    except remote.OtherAccountError as error:
        return str(error)
    return ""


def held_passes() -> list[MirrorPass]:
    """Full passes that are held, until a person decides or a later pass reads the list."""
    return list(MirrorPass.objects.filter(mode=Mode.FULL, state=PassState.HELD))


def _in_reading_order() -> list[Resource[Any]]:
    # Apps register from the upper layers to the lower ones; people read the other way.
    registered = resources.all_resources()[::-1]
    return [
        resource
        for root in registered
        if not root.parents
        for resource in (root, *(child for child in registered if root.name in child.parents))
    ]


def _summary(passes: Collection[MirrorPass]) -> FullPassSummary | None:
    if not passes:
        return None
    pass_states = {row.state for row in passes}
    return FullPassSummary(
        state=next(state for state in _WORST_FIRST if state in pass_states),
        job_id=max(passes, key=lambda row: row.pk).job_id,
        started_at=min(row.started_at for row in passes),
        lists=len(passes),
        seen=sum(row.seen for row in passes),
        new=sum(row.new for row in passes),
        changed=sum(row.changed for row in passes),
        gone=sum(row.gone for row in passes),
        requests=sum(row.requests for row in passes),
        seconds=sum(row.seconds for row in passes),
    )


def _by_resource(rows: Any) -> dict[str, Mapping[str, Any]]:
    return {row["resource"]: row for row in rows}
