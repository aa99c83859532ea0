"""Which passes the clock asks for."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max

from mirror import clock
from mirror.lists import last_full_passes
from mirror.models import MirrorPass, Mode, PassState
from mirror.passes import head
from mirror.resources import Resource

# A full pass that failed is tried again after so long, and of so many lists by themselves.
AGAIN_AFTER = timedelta(hours=1)
MOST_ALONE = 10
_READ = (PassState.DONE, PassState.HELD)
# One that is running although no job of it is under way was interrupted.
_STOPPED = (PassState.FAILED, PassState.RUNNING)


def full_passes(resource: Resource[Any]) -> list[str]:
    """The scopes of the full passes that are due, while none runs: [""] is one of all lists.

    All are due when one was last begun longer ago than the interval, and when none ever was. Those
    that failed are tried again sooner. A list that is new since the last pass is for the head pass
    to read. Before anything, the parents' lists must have been read once.
    """
    ended = MirrorPass.objects.filter(mode=Mode.FULL, state__in=_READ)
    if not all(ended.filter(resource=parent).exists() for parent in resource.parents):
        return []
    every = timedelta(seconds=settings.SYNC_FULL_EVERY_SECONDS)
    last = last_full_passes(resource)
    # Neither at once after a failure, nor after a person has cancelled one on its way.
    unread = [one for one in last.values() if one.state not in _READ]
    if any(_is_within(min(AGAIN_AFTER, every), _end_of(one)) for one in unread):
        return []
    stopped = [scope for scope, one in last.items() if one.state in _STOPPED]
    is_old = any(not _is_within(every, one.started_at) for one in last.values())
    lists = sum(1 for _ in resource.scopes())
    some_unread = bool(stopped) and len(last) < lists
    if lists and (not last or is_old or some_unread or len(stopped) > MOST_ALONE):
        return [""]
    return stopped


def head_pass(resource: Resource[Any]) -> bool:
    """Lists without a parent are looked at by the clock, others as soon as their parent moves.

    One that could not be read is looked at by the clock, too.
    """
    every = timedelta(seconds=settings.SYNC_HEAD_EVERY_SECONDS)
    passes = MirrorPass.objects.filter(resource=resource.name)
    if not resource.parents:
        # One that is yet to begin was noted by a clock that has been set back since.
        begun = passes.filter(mode__in=[Mode.HEAD, Mode.FULL])
        begun = begun.exclude(clock.from_the_future("started_at"))
        newest = begun.aggregate(at=Max("started_at"))["at"]
        return newest is None or not _is_within(every, newest)
    failed = passes.filter(
        mode=Mode.HEAD, state=PassState.FAILED, started_at__gt=clock.now() - every
    ).exclude(clock.from_the_future("started_at"))
    moved = {scope.id for scope in head.moved_scopes(resource)}
    return bool(moved and moved - set(failed.values_list("scope", flat=True)))


def _end_of(stopped: MirrorPass) -> datetime:
    return stopped.finished_at or stopped.started_at


def _is_within(span: timedelta, moment: datetime) -> bool:
    return moment > clock.now() - span and not clock.is_from_the_future(moment)
