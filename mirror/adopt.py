"""Starts the mirror anew: for another account, or another address of the same one."""

from django.db import transaction

from accounts.models import User
from jobs import ledger
from jobs.models import Job
from mirror import resources, schema, services
from mirror.models import (
    KnownField,
    MirrorPass,
    MirrorRemote,
    MirrorScope,
    QuarantinedRow,
    SideDue,
)


def adopt(*, by: User | None = None) -> list[Job]:
    """Drop every mirrored row and the memory of the account, and ask for full passes.

    Only the mirror's own books are emptied: people, tokens, the audit trail and the jobs stay.
    """
    for job in Job.objects.unfinished().filter(kind__startswith="mirror."):
        ledger.request_cancel(job.pk)
    with transaction.atomic():
        for model in schema.mirror_models():
            schema.empty(model)
        for book in (MirrorPass, MirrorScope, QuarantinedRow, SideDue, KnownField, MirrorRemote):
            book._default_manager.all().delete()
        # The lists of the others wait for these: the tick asks for them once the parents are read.
        roots = [one for one in resources.all_resources() if not one.parents]
        return [services.request_full_pass(resource=one.name, by=by) for one in roots]
