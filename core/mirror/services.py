"""What a person, a service or the scheduler can ask of the mirror."""

from datetime import timedelta

from django.db import transaction

from core.accounts.audit import Actor, record
from core.accounts.models import User
from core.jobs import ledger
from core.jobs.models import Job
from core.mirror import clock, resources
from core.mirror.models import MirrorPass, MissingRow, Mode, PassState, QuarantinedRow
from core.mirror.read_through import fetch_one

FULL, HEAD, HOT, RELEASE = "mirror.full", "mirror.head", "mirror.hot", "mirror.release"
PASSES_KEPT_FOR = timedelta(days=30)
HOT_PASSES_KEPT_FOR = timedelta(days=1)


class PassNotHeldError(Exception):
    """The pass is not held: nobody needs to decide on it."""

    def __str__(self) -> str:
        return "This pass is not held any more."


def request_full_pass(*, resource: str, scope: str = "", by: User | None = None) -> Job:
    """Enqueue a full pass of a resource, or of its list `scope`; joins an unfinished one.

    Raises KeyError for an unknown resource.
    """
    label = resources.get_resource(resource).label
    return ledger.enqueue(
        kind=FULL,
        title=f"Mirror all {label}" + (f" of {scope}" if scope else ""),
        args={"resource": resource, "scope": scope},
        key=f"{FULL}:{resource}:{scope}",
        by=by,
    )


def request_head_pass(*, resource: str, scope: str = "", by: User | None = None) -> Job:
    """Enqueue a head pass of a resource: of the lists that have changed, or of `scope`."""
    return ledger.enqueue(
        kind=HEAD,
        title=f"Look for new {resources.get_resource(resource).label}"
        + (f" of {scope}" if scope else ""),
        args={"resource": resource, "scope": scope},
        key=f"{HEAD}:{resource}:{scope}",
        by=by,
    )


def request_hot_pass(*, resource: str) -> Job:
    """Enqueue a hot pass: rows in a state that isn't final are fetched by id."""
    return ledger.enqueue(
        kind=HOT,
        title=f"Follow moving {resources.get_resource(resource).label}",
        args={"resource": resource},
        key=f"{HOT}:{resource}",
    )


def release_held(*, held: MirrorPass, by: Actor) -> Job:
    """Let a held pass go on: each missing row is fetched by id before it is marked as gone.

    Until the job begins the pass stays held, so that it can still be dismissed. Raises
    PassNotHeldError when somebody else has decided.
    """
    with transaction.atomic():
        if not MirrorPass.objects.filter(pk=held.pk, state=PassState.HELD).exists():
            raise PassNotHeldError
        record(actor=by, act="release held pass", target=f"pass {held.pk}", note=held.error)
        return ledger.enqueue(
            kind=RELEASE,
            title=f"Settle what is missing from {resources.get_resource(held.resource).label}",
            args={"pass": held.pk},
            key=f"{RELEASE}:{held.pk}",
            by=by.user,
        )


def release_job_of(held: MirrorPass) -> Job | None:
    """The unfinished job that releases a held pass."""
    return Job.objects.filter(key=f"{RELEASE}:{held.pk}").unfinished().first()


def dismiss_held(*, held: MirrorPass, by: Actor) -> None:
    """Leave every row as it is: the next full pass compares again. Raises PassNotHeldError."""
    with transaction.atomic():
        still_held = MirrorPass.objects.filter(pk=held.pk, state=PassState.HELD)
        if not still_held.update(state=PassState.CANCELLED):
            raise PassNotHeldError
        MissingRow.objects.filter(mirror_pass=held).delete()
        record(actor=by, act="dismiss held pass", target=f"pass {held.pk}", note=held.error)


def retry_quarantined(*, row: QuarantinedRow) -> QuarantinedRow | None:
    """Fetch a quarantined object again; returns its row, None when it is out of quarantine.

    Raises RemoteError and OtherAccountError.
    """
    resource = resources.get_resource(row.resource)
    scope = resource.scope_of_id(row.scope)
    if fetch_one(resource, scope, row.remote_id) is not None:
        return QuarantinedRow.objects.filter(pk=row.pk).first()
    still = QuarantinedRow.objects.filter(pk=row.pk, last_seen_at__gt=row.last_seen_at).first()
    if still is None:
        row.delete()
    return still


def delete_old_passes() -> None:
    """Delete the rows of passes that ended long ago; held ones wait for their decision."""
    now = clock.now()
    ended = MirrorPass.objects.exclude(state__in=[PassState.HELD, PassState.RUNNING])
    ended.filter(finished_at__lt=now - PASSES_KEPT_FOR).delete()
    ended.filter(mode=Mode.HOT, finished_at__lt=now - HOT_PASSES_KEPT_FOR).delete()
