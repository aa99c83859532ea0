"""The full pass: everything that one list of the remote holds, and what it holds no more."""

import logging

from clients.errors import NotThere
from mirror.models import MirrorPass, MirrorScope, MissingRow, PassState, SeenRow
from mirror.passes import missing, ordered, unordered
from mirror.passes.reading import Reading

log = logging.getLogger(__name__)


def read_scope(reading: Reading) -> None:
    """Read the whole list, then settle what it no longer shows.

    When too much would vanish at once the pass is held, and a person decides on the Sync page.
    """
    _end_held_before(reading)
    live_before = reading.resource.in_scope(reading.scope).count()
    try:
        _read_list(reading)
    except NotThere:
        if not reading.resource.parents:
            raise
        # The parent went away while its list was read: the parents' own pass will say so.
        _forget(reading)
        reading.end(PassState.DONE, "The list is not there any more.")
        return
    if why := missing.blows_the_fuse(reading, live_before=live_before):
        SeenRow.objects.filter(mirror_pass=reading.row).delete()
        reading.end(PassState.HELD, why)
        return
    missing.confirm(reading)
    _forget(reading)
    reading.end(PassState.DONE)
    note_freshness(reading)


def note_freshness(reading: Reading) -> None:
    """The list is as the remote had it when this pass began.

    After a stop the first pages may be old: without a mark the next head pass looks again.
    """
    MirrorScope.objects.update_or_create(
        resource=reading.resource.name,
        scope=reading.scope.id,
        defaults={
            "read_at": reading.row.started_at,
            "headed_at": reading.row.started_at,
            "mark": "" if reading.goes_on_after_a_stop else reading.scope.mark,
        },
    )


def _read_list(reading: Reading) -> None:
    if reading.resource.order == "id":
        try:
            ordered.read(reading)
        except ordered.OutOfOrder:
            log.warning(
                "%s %s does not come in the order of ids: reading it as an unordered list",
                reading.resource.label,
                reading.scope.id,
            )
            _forget(reading)
            reading.running.cursor.pop("page", None)
        else:
            return
    unordered.read(reading)


def _end_held_before(reading: Reading) -> None:
    """Nobody needs to decide on what an earlier pass missed: this one compares anew."""
    held = MirrorPass.objects.filter(
        resource=reading.resource.name, scope=reading.scope.id, state=PassState.HELD
    )
    for one in held:
        error = f"{one.error} A later pass has read the list since."
        if held.filter(pk=one.pk).update(state=PassState.CANCELLED, error=error):
            one.missing.all().delete()


def _forget(reading: Reading) -> None:
    SeenRow.objects.filter(mirror_pass=reading.row).delete()
    MissingRow.objects.filter(mirror_pass=reading.row).delete()
