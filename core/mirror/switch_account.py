"""`manage.py mirror adopt`: empties the mirror for another account, or another address of it."""

from django.db import transaction

from core.accounts.models import User
from core.jobs import ledger
from core.jobs.models import Job
from core.mirror import resources, services
from core.mirror.models import (
    KnownField,
    MirrorPass,
    MirrorRemote,
    MirrorScope,
    QuarantinedRow,
    SideDue,
)
from core.mirror.schema.build import delete_all_rows
from core.mirror.schema.drift import mirror_models


def switch_account(*, by: User | None = None) -> list[Job]:
    """Delete every mirrored row and the bookkeeping of the mirror, and enqueue full passes.

    People, tokens, the audit trail and the jobs stay.
    """
    for job in Job.objects.unfinished().filter(kind__startswith="mirror."):
        ledger.request_cancel(job.pk)
    with transaction.atomic():
        for model in mirror_models():
            delete_all_rows(model)
        for bookkeeping in (
            MirrorPass,
            MirrorScope,
            QuarantinedRow,
            SideDue,
            KnownField,
            MirrorRemote,
        ):
            bookkeeping._default_manager.all().delete()
        # The tick enqueues the passes of the others once their parents have been read.
        roots = [resource for resource in resources.all_resources() if not resource.parents]
        return [services.request_full_pass(resource=root.name, by=by) for root in roots]
