"""Which passes are due by the clock, and the tick that enqueues them.

The tick runs every few seconds for as long as a portal runs, so it reads each table once, for all
resources, and decides here.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from core.jobs.models import Job
from core.mirror import clock, remote, resources
from core.mirror.full_passes import LastPasses, Lists, last_full_passes, lists_of
from core.mirror.models import MirrorPass, MirrorScope, Mode, PassState
from core.mirror.passes import head, hot
from core.mirror.resources import Resource
from core.mirror.services import FULL, request_full_pass, request_head_pass, request_hot_pass

# How long after its failure a full pass is tried again.
RETRY_AFTER = timedelta(hours=1)
# When more lists than this failed, one pass of all lists is enqueued instead.
MAX_SINGLE_LISTS = 10
_READ = (PassState.DONE, PassState.HELD)
# No job of these passes is unfinished: one that is "running" was interrupted.
_STOPPED = (PassState.FAILED, PassState.RUNNING)


@dataclass(frozen=True)
class Known:
    """What the tick decides by: all lists, their marks when they were read, and their passes.

    `read` are the parents of which a full pass has ended, `recent` the head and full passes that
    began within SYNC_HEAD_EVERY_SECONDS, `being_read` the resources with an unfinished full pass.
    """

    lists: Lists
    marks: Mapping[str, Mapping[str, str]]
    last_passes: LastPasses
    read: Set[str]
    recent: Sequence[MirrorPass]
    being_read: Set[str]

    @classmethod
    def of(cls, of_resources: Iterable[Resource[Any]]) -> "Known":
        """Read it: one query for each table and list of parents."""
        in_order = list(of_resources)
        lists = lists_of(in_order)
        marks: dict[str, dict[str, str]] = {name: {} for name in lists}
        read_lists = MirrorScope.objects.filter(headed_at__isnull=False, resource__in=lists)
        for name, scope, mark in read_lists.values_list("resource", "scope", "mark"):
            marks[name][scope] = mark
        full = Job.objects.unfinished().filter(kind=FULL).values_list("key", flat=True)
        last_passes = last_full_passes(lists)
        read = {
            name
            for name, passes in last_passes.items()
            if any(last.state in _READ for last in passes.values())
        }
        # Of these an earlier pass may have ended.
        if others := {parent for resource in in_order for parent in resource.parents} - read:
            ended = MirrorPass.objects.filter(mode=Mode.FULL, state__in=_READ, resource__in=others)
            read.update(ended.order_by().values_list("resource", flat=True).distinct())
        due_since = clock.now() - timedelta(seconds=settings.SYNC_HEAD_EVERY_SECONDS)
        recent = MirrorPass.objects.stamped_after(due_since, field="started_at")
        return cls(
            lists=lists,
            marks=marks,
            last_passes=last_passes,
            read=read,
            recent=list(recent.filter(mode__in=[Mode.HEAD, Mode.FULL])),
            being_read={key.split(":")[1] for key in full},
        )


def enqueue_due_passes() -> None:
    """Enqueue hot passes where rows are moving, and the head and full passes that are due.

    Nothing is enqueued while the settings name another account than the one that is mirrored.
    """
    try:
        remote.check_same_address()
    except remote.OtherAccountError:
        return
    in_order = resources.all_resources()
    known = Known.of(in_order)
    for resource in in_order:
        if hot.is_any_due(resource, known.lists[resource.name].keys()):
            request_hot_pass(resource=resource.name)
        is_read_now = resource.name in known.being_read
        if scopes := [] if is_read_now else scopes_due_for_full_pass(resource, known):
            for scope in scopes:
                request_full_pass(resource=resource.name, scope=scope)
        elif is_head_pass_due(resource, known):
            request_head_pass(resource=resource.name)


def scopes_due_for_full_pass(resource: Resource[Any], known: Known) -> list[str]:
    """The scopes of the full passes that are due, [""] for one pass of all lists.

    To be called while no full pass of the resource runs. All lists are due when the last pass of
    one began longer ago than the interval, or when none was ever read. Lists whose pass failed are
    tried again sooner. A list that is new since the last pass is left to the head pass. Nothing is
    due before the parents' lists were read once.
    """
    if not known.read >= set(resource.parents):
        return []
    interval = timedelta(seconds=settings.SYNC_FULL_EVERY_SECONDS)
    last_passes = known.last_passes[resource.name]
    # Not soon after a failure, nor after a person has cancelled a pass.
    unread = [last for last in last_passes.values() if last.state not in _READ]
    if any(_is_within(min(RETRY_AFTER, interval), last.last_active_at) for last in unread):
        return []
    stopped = [scope for scope, last in last_passes.items() if last.state in _STOPPED]
    is_old = any(not _is_within(interval, last.started_at) for last in last_passes.values())
    list_count = len(known.lists[resource.name])
    is_partly_unread = bool(stopped) and len(last_passes) < list_count
    if list_count and (
        not last_passes or is_old or is_partly_unread or len(stopped) > MAX_SINGLE_LISTS
    ):
        return [""]
    return stopped


def is_head_pass_due(resource: Resource[Any], known: Known) -> bool:
    """Whether to look for new objects: in lists without a parent by the clock.

    In others as soon as their parent's mark moves, and by the clock when that pass has failed.
    """
    recent = [one for one in known.recent if one.resource == resource.name]
    if not resource.parents:
        return not recent
    moved = head.moved(known.lists[resource.name].values(), known.marks[resource.name])
    failed = {
        one.scope for one in recent if one.mode == Mode.HEAD and one.state == PassState.FAILED
    }
    return any(scope.id not in failed for scope in moved)


def is_being_read(resource: Resource[Any]) -> bool:
    """Whether a full pass of the resource, or of one of its lists, is under way or enqueued."""
    full = Job.objects.filter(kind=FULL, key__startswith=f"{FULL}:{resource.name}:")
    return full.unfinished().exists()


def _is_within(span: timedelta, stamp: datetime) -> bool:
    """Whether the stamp is at most `span` old; one in the future counts as older."""
    return clock.now() - span < stamp <= clock.latest_stamp()
