"""What a person, a service or the clock can ask of the mirror."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import User
from jobs import ledger
from jobs.models import Job
from mirror import clock, due, remote, resources
from mirror.fetch import fetch_one
from mirror.models import MirrorPass, MissingRow, Mode, PassState, QuarantinedRow
from mirror.passes import hot
from mirror.resources import Resource, Scope

FULL, HEAD, HOT, RELEASE = "mirror.full", "mirror.head", "mirror.hot", "mirror.release"
PASSES_KEPT_FOR = timedelta(days=30)
HOT_PASSES_KEPT_FOR = timedelta(days=1)


class NotHeld(Exception):
    """The pass isn't waiting for anybody's decision."""

    def __str__(self) -> str:
        return "This pass is not held any more."


def request_full_pass(*, resource: str, scope: str = "", by: User | None = None) -> Job:
    """Have one resource read whole, soon; joins a pass of it that is already under way.

    Raises KeyError for an unknown resource.
    """
    label = resources.named(resource).label
    return ledger.enqueue(
        kind=FULL,
        title=f"Mirror all {label}" + (f" of {scope}" if scope else ""),
        args={"resource": resource, "scope": scope},
        key=f"{FULL}:{resource}:{scope}",
        by=by,
    )


def request_head_pass(*, resource: str, scope: str = "", by: User | None = None) -> Job:
    """Have what is new in one resource looked for: in the lists that have moved, or in `scope`."""
    return ledger.enqueue(
        kind=HEAD,
        title=f"Look for new {resources.named(resource).label}" + (f" of {scope}" if scope else ""),
        args={"resource": resource, "scope": scope},
        key=f"{HEAD}:{resource}:{scope}",
        by=by,
    )


def request_hot_pass(*, resource: str) -> Job:
    """Have the moving rows of one resource asked for now."""
    return ledger.enqueue(
        kind=HOT,
        title=f"Follow moving {resources.named(resource).label}",
        args={"resource": resource},
        key=f"{HOT}:{resource}",
    )


def release_held(*, held: MirrorPass, by: Actor) -> Job:
    """Let a held pass go on: each missing row is asked for by id before it is marked as gone.

    Until the job begins the pass stays held, so that it can still be dismissed. Raises NotHeld when
    somebody else has decided.
    """
    with transaction.atomic():
        if not MirrorPass.objects.filter(pk=held.pk, state=PassState.HELD).exists():
            raise NotHeld
        record(actor=by, act="release held pass", target=f"pass {held.pk}", note=held.error)
        return ledger.enqueue(
            kind=RELEASE,
            title=f"Settle what is missing from {resources.named(held.resource).label}",
            args={"pass": held.pk},
            key=f"{RELEASE}:{held.pk}",
            by=by.user,
        )


def release_of(held: MirrorPass) -> Job | None:
    """The job that is to settle a held pass, while it waits or runs."""
    return Job.objects.filter(key=f"{RELEASE}:{held.pk}").unfinished().first()


def dismiss_held(*, held: MirrorPass, by: Actor) -> None:
    """Leave every row as it is: the next full pass asks again. Raises NotHeld."""
    with transaction.atomic():
        still = MirrorPass.objects.filter(pk=held.pk, state=PassState.HELD)
        if not still.update(state=PassState.CANCELLED):
            raise NotHeld
        MissingRow.objects.filter(mirror_pass=held).delete()
        record(actor=by, act="dismiss held pass", target=f"pass {held.pk}", note=held.error)


def retry_quarantined(*, row: QuarantinedRow) -> QuarantinedRow | None:
    """Fetch a quarantined object again; returns what is still wrong, None when it can be read.

    Raises RemoteError and OtherAccount.
    """
    resource = resources.named(row.resource)
    scope = next((one for one in resource.scopes() if one.id == row.scope), Scope(row.scope))
    if fetch_one(resource, scope, row.remote_id) is not None:
        return QuarantinedRow.objects.filter(pk=row.pk).first()
    still = QuarantinedRow.objects.filter(pk=row.pk, last_seen_at__gt=row.last_seen_at).first()
    if still is None:
        row.delete()
    return still


def enqueue_due_passes() -> None:
    """The clock's tick: hot passes where something moves, head and full passes that are due.

    None while the settings name another account than the one that is mirrored.
    """
    try:
        remote.check_same_address()
    except remote.OtherAccount:
        return
    for resource in resources.all_resources():
        if any(hot.due_keys(resource).values()):
            request_hot_pass(resource=resource.name)
        if scopes := [] if _is_being_read(resource) else due.full_passes(resource):
            for scope in scopes:
                request_full_pass(resource=resource.name, scope=scope)
        elif due.head_pass(resource):
            request_head_pass(resource=resource.name)


def forget_old_passes() -> None:
    """Delete the books of passes that ended long ago; held ones wait for their decision."""
    now = clock.now()
    ended = MirrorPass.objects.exclude(state__in=[PassState.HELD, PassState.RUNNING])
    ended.filter(finished_at__lt=now - PASSES_KEPT_FOR).delete()
    ended.filter(mode=Mode.HOT, finished_at__lt=now - HOT_PASSES_KEPT_FOR).delete()


def _is_being_read(resource: Resource[Any]) -> bool:
    full = Job.objects.filter(kind=FULL, key__startswith=f"{FULL}:{resource.name}:")
    return full.unfinished().exists()
