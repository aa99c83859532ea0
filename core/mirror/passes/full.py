"""The full pass: reads one list of the remote whole, and finds what it no longer holds."""

import logging

from core.clients.errors import RemoteNotFoundError
from core.mirror.models import MirrorPass, MirrorScope, MissingRow, PassState, SeenRow
from core.mirror.passes import missing, ordered, unordered
from core.mirror.passes.reading import Reading
from core.mirror.schema.late_indexes import LateIndexes

log = logging.getLogger(__name__)


def read_list(reading: Reading, *, late_indexes: LateIndexes) -> None:
    """Read the whole list, then mark as gone what it no longer holds.

    When too much would vanish at once the pass is held, and a person decides on the Sync page.
    """
    _cancel_held_passes(reading)
    live_before = reading.resource.in_scope(reading.scope).count()
    try:
        _read_pages(reading, late_indexes)
    except RemoteNotFoundError:
        if not reading.resource.parents:
            raise
        # The parent is gone: the parents' own pass marks it.
        _delete_notes(reading)
        reading.end(PassState.DONE, "The list is not there any more.")
        return
    if reason := missing.reason_to_hold(reading, live_before=live_before):
        SeenRow.objects.filter(mirror_pass=reading.row).delete()
        reading.end(PassState.HELD, reason)
        return
    missing.confirm_missing(reading)
    _delete_notes(reading)
    reading.end(PassState.DONE)
    record_freshness(reading)


def record_freshness(reading: Reading) -> None:
    """Record that the mirror has the list as it was when this pass began.

    A pass that was resumed after it had ended may have read its first pages long ago. It leaves no
    mark, so that the next head pass reads the list again.
    """
    MirrorScope.objects.update_or_create(
        resource=reading.resource.name,
        scope=reading.scope.id,
        defaults={
            "read_at": reading.row.started_at,
            "headed_at": reading.row.started_at,
            "mark": "" if reading.is_resumed_after_end else reading.scope.mark,
        },
    )


def _read_pages(reading: Reading, late_indexes: LateIndexes) -> None:
    if reading.resource.order == "id":
        try:
            ordered.read_ordered(reading, late_indexes)
        except ordered.OutOfOrderError:
            log.warning(
                "%s %s is not sorted by id: reading it as an unordered list",
                reading.resource.label,
                reading.scope.id,
            )
            # Its rows would enter any index all over.
            late_indexes.build()
            _delete_notes(reading)
            reading.running_job.cursor.pop("page", None)
        else:
            return
    unordered.read_unordered(reading)


def _cancel_held_passes(reading: Reading) -> None:
    """Nobody needs to decide on earlier held passes: this one compares again."""
    held = MirrorPass.objects.filter(
        resource=reading.resource.name, scope=reading.scope.id, state=PassState.HELD
    )
    for held_pass in held:
        error = f"{held_pass.error} A later pass has read the list since."
        if held.filter(pk=held_pass.pk).update(state=PassState.CANCELLED, error=error):
            held_pass.missing.all().delete()


def _delete_notes(reading: Reading) -> None:
    SeenRow.objects.filter(mirror_pass=reading.row).delete()
    MissingRow.objects.filter(mirror_pass=reading.row).delete()
