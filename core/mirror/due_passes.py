"""Which passes are due by the clock, and the tick that enqueues them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max

from core.jobs.models import Job
from core.mirror import clock, remote, resources
from core.mirror.models import MirrorPass, Mode, PassState
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


def enqueue_due_passes() -> None:
    """Enqueue hot passes where rows are moving, and the head and full passes that are due.

    Nothing is enqueued while the settings name another account than the one that is mirrored.
    """
    try:
        remote.check_same_address()
    except remote.OtherAccountError:
        return
    for resource in resources.all_resources():
        if any(hot.due_keys(resource).values()):
            request_hot_pass(resource=resource.name)
        if scopes := [] if is_being_read(resource) else scopes_due_for_full_pass(resource):
            for scope in scopes:
                request_full_pass(resource=resource.name, scope=scope)
        elif is_head_pass_due(resource):
            request_head_pass(resource=resource.name)


def scopes_due_for_full_pass(resource: Resource[Any]) -> list[str]:
    """The scopes of the full passes that are due, [""] for one pass of all lists.

    To be called while no full pass of the resource runs. All lists are due when the last pass of
    one began longer ago than the interval, or when none was ever read. Lists whose pass failed are
    tried again sooner. A list that is new since the last pass is left to the head pass. Nothing is
    due before the parents' lists were read once.
    """
    ended = MirrorPass.objects.filter(mode=Mode.FULL, state__in=_READ)
    if not all(ended.filter(resource=parent).exists() for parent in resource.parents):
        return []
    interval = timedelta(seconds=settings.SYNC_FULL_EVERY_SECONDS)
    last_passes = last_full_passes(resource)
    # Not soon after a failure, nor after a person has cancelled a pass.
    unread = [last for last in last_passes.values() if last.state not in _READ]
    if any(_is_within(min(RETRY_AFTER, interval), last.last_active_at) for last in unread):
        return []
    stopped = [scope for scope, last in last_passes.items() if last.state in _STOPPED]
    is_old = any(not _is_within(interval, last.started_at) for last in last_passes.values())
    list_count = sum(1 for _ in resource.scopes())
    is_partly_unread = bool(stopped) and len(last_passes) < list_count
    if list_count and (
        not last_passes or is_old or is_partly_unread or len(stopped) > MAX_SINGLE_LISTS
    ):
        return [""]
    return stopped


def is_head_pass_due(resource: Resource[Any]) -> bool:
    """Whether to look for new objects: in lists without a parent by the clock.

    In others as soon as their parent's mark moves, and by the clock when that pass has failed.
    """
    due_since = clock.now() - timedelta(seconds=settings.SYNC_HEAD_EVERY_SECONDS)
    passes = MirrorPass.objects.filter(resource=resource.name)
    recent = passes.stamped_after(due_since, field="started_at")
    if not resource.parents:
        return not recent.filter(mode__in=[Mode.HEAD, Mode.FULL]).exists()
    failed = recent.filter(mode=Mode.HEAD, state=PassState.FAILED)
    moved = {scope.id for scope in head.moved_scopes(resource)}
    return bool(moved and moved - set(failed.values_list("scope", flat=True)))


def last_full_passes(resource: Resource[Any]) -> dict[str, MirrorPass]:
    """The newest full pass of each list, by scope id; lists without one are left out."""
    passes = MirrorPass.objects.filter(resource=resource.name, mode=Mode.FULL).order_by()
    newest = passes.values("scope").annotate(newest=Max("pk")).values("newest")
    scopes = {scope.id for scope in resource.scopes()}
    return {last.scope: last for last in passes.filter(pk__in=newest) if last.scope in scopes}


def is_being_read(resource: Resource[Any]) -> bool:
    """Whether a full pass of the resource, or of one of its lists, is under way or enqueued."""
    full = Job.objects.filter(kind=FULL, key__startswith=f"{FULL}:{resource.name}:")
    return full.unfinished().exists()


def _is_within(span: timedelta, stamp: datetime) -> bool:
    """Whether the stamp is at most `span` old; one in the future counts as older."""
    return clock.now() - span < stamp <= clock.latest_stamp()
