"""The feed of recordings whose plays have changed, which a service follows by a number.

A change is numbered when the feed is read, one reader at a time: whatever had been committed by
then has a number that every later reader gets too. Numbers given by writers would not do, because
a writer with a lower number may commit after a reader has seen a higher one. Each recording is in
the feed once, with the number of its last change; plays that were made anew and are the same as
before are no change.
"""

from django.db import transaction
from django.db.models import QuerySet

from plays.models import PlaysState, Recording

# More would hold up writers of these recordings for too long.
MAX_NUMBERED = 1000


def changes_after(number: int, count: int) -> list[Recording]:
    """The next `count` recordings whose plays changed after the change of this number."""
    while _number_changes() == MAX_NUMBERED:
        pass
    later = Recording.objects.filter(change__gt=number)
    return list(later.order_by("change")[:count])


def _number_changes() -> int:
    """Give the changes that have none a number each, in their order; returns how many."""
    if not _unnumbered().exists():
        return 0
    with transaction.atomic():
        PlaysState.objects.bulk_create([PlaysState(pk=PlaysState.KEY)], ignore_conflicts=True)
        state = PlaysState.objects.select_for_update().get(pk=PlaysState.KEY)
        # One that is being written at this moment gets its number from a later reader.
        changed = list(
            _unnumbered()
            .select_for_update(skip_locked=True)
            .order_by("changed_at", "pk")
            .only("pk")[:MAX_NUMBERED]
        )
        for recording in changed:
            state.last_change += 1
            recording.change = state.last_change
        Recording.objects.bulk_update(changed, ["change"], batch_size=200)
        state.save(update_fields=["last_change"])
    return len(changed)


def _unnumbered() -> QuerySet[Recording]:
    # A recording of which only the begin is known has no plays that could have changed.
    return Recording.objects.filter(change=None).exclude(digest="")
