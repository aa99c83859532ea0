"""The one place where remote objects become mirror rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from core.mirror import clock, db_values, quarantine
from core.mirror.existing import ExistingRow, rows_by_key
from core.mirror.models import MirrorRow, MirrorScope, SideDue
from core.mirror.parsing import ParsedRow, UnreadableRowError
from core.mirror.replies import TakenApart, UnreadableObject, take_apart
from core.mirror.resources import LinkTable, Resource, Scope, all_resources
from core.mirror.upsert import upsert_into


@dataclass
class StoreOutcome:
    """What became of the objects of one reply. `differing` are those that the mirror lacked."""

    keys: list[Any] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    quarantined: int = 0
    differing: list[Any] = field(default_factory=list)


def store_rows(
    resource: Resource[Any],
    scope: Scope,
    remote_rows: Sequence[Any],
    *,
    requested_at: datetime,
) -> StoreOutcome:
    """`store_taken_apart` of objects that nobody has taken apart yet."""
    taken = take_apart(resource, scope, remote_rows)
    return store_taken_apart(resource, scope, taken, requested_at=requested_at)


def store_taken_apart(
    resource: Resource[Any],
    scope: Scope,
    taken: TakenApart,
    *,
    requested_at: datetime,
    known: Mapping[Any, ExistingRow] | None = None,
    may_heal: bool = True,
) -> StoreOutcome:
    """Write what differs from the mirror, in one short transaction; quarantine what can't be read.

    An object whose row has the same hash costs no write. A row that was fetched later than
    `requested_at` is left as it is. Two arguments save queries: `known` are the rows that the
    mirror has with these keys, and `may_heal` is False when no object of the resource is in
    quarantine.
    """
    outcome = StoreOutcome()
    objects, sides, unreadable = taken.objects, taken.sides, list(taken.unreadable)
    outcome.keys = list(objects)
    if known is None:
        known = rows_by_key(resource.model, outcome.keys)
    changed: list[ParsedRow] = []
    readable = set(objects)
    for key, remote_object in objects.items():
        before = known.get(key)
        if before is not None and before.row_hash == remote_object.row_hash and not before.is_gone:
            continue
        outcome.differing.append(remote_object.row)
        try:
            changed.append(taken.row(key))
        except UnreadableRowError as error:
            readable.remove(key)
            unreadable.append(
                UnreadableObject(remote_object.row, remote_object.row_hash, str(error))
            )
    healed = readable if may_heal else set()
    if changed or unreadable or sides or healed:
        with transaction.atomic():
            _upsert(resource, changed, requested_at)
            for key, reason in _store_sides(resource, scope, changed, sides, requested_at):
                healed.discard(key)
                row, _, row_hash = objects[key]
                unreadable.append(UnreadableObject(row, row_hash, reason))
            if resource.when_written and changed:
                resource.when_written([row.key for row in changed], requested_at)
            quarantine.update_quarantine(resource, scope, healed, unreadable, seen_at=requested_at)
    outcome.new = sum(1 for row in changed if row.key not in known)
    outcome.changed = len(changed) - outcome.new
    outcome.quarantined = len(unreadable)
    return outcome


def record_new_lists(
    resource: Resource[Any], keys: Sequence[Any], *, requested_at: datetime
) -> None:
    """Record that the lists of parents that were just made are read: they are empty.

    Their mark moves as soon as something is put into them.
    """
    parents = set(map(str, keys))
    MirrorScope.objects.bulk_create(
        [
            MirrorScope(
                resource=child.name,
                scope=scope.id,
                read_at=requested_at,
                headed_at=requested_at,
                mark=scope.mark,
            )
            for child in all_resources()
            if resource.name in child.parents
            for scope in child.scopes()
            if scope.id in parents
        ],
        ignore_conflicts=True,
    )


def mark_gone(
    resource: Resource[Any], scope: Scope, keys: Sequence[Any], *, requested_at: datetime
) -> int:
    """Mark rows that a list of the remote no longer has, and their children; returns how many.

    A row that was fetched later is left alone, and so is one that has moved to another list.
    """
    rows_gone = resource.in_scope(scope).filter(pk__in=keys)
    rows_gone = rows_gone.stamped_before(requested_at, inclusive=True)
    marked = list(rows_gone.values_list("pk", flat=True))
    with transaction.atomic():
        count = rows_gone.update(gone_at=requested_at)
        for child in all_resources():
            if resource.name in child.parents and child.scope_field:
                children = child.rows.live().filter(**{f"{child.scope_field}__in": marked})
                children.update(gone_at=requested_at)
                for model in (SideDue, MirrorScope):
                    of_child = model._default_manager.filter(resource=child.name)
                    of_child.filter(scope__in=map(str, marked)).delete()
    return count


def mark_gone_now(resource: Resource[Any], scope: Scope, keys: Sequence[Any]) -> int:
    """Mark rows that the remote has just said it doesn't have."""
    return mark_gone(resource, scope, keys, requested_at=clock.now())


def _store_sides(
    resource: Resource[Any],
    scope: Scope,
    changed: Sequence[ParsedRow],
    sides: Sequence[tuple[Any, Any]],
    requested_at: datetime,
) -> list[tuple[Any, str]]:
    """Store the side parts of this reply, and record whose must be fetched by id.

    Returns the keys of those that could not be stored, and the reasons.
    """
    if not resource.side_field:
        return []
    failed: list[tuple[Any, str]] = []
    for key, side in sides:
        try:
            if resource.store_side:
                resource.store_side(key, side, requested_at)
        except orjson.JSONEncodeError as error:
            failed.append((key, f"{resource.side_field}: {error}"))
    included = {str(key) for key, _ in sides}
    if included:
        SideDue.objects.filter(resource=resource.name, remote_id__in=included).delete()
    SideDue.objects.bulk_create(
        [
            SideDue(resource=resource.name, scope=scope.id, remote_id=str(row.key))
            for row in changed
            if str(row.key) not in included and resource.has_side(row.columns)
        ],
        ignore_conflicts=True,
    )
    return failed


def _upsert(resource: Resource[Any], changed: Sequence[ParsedRow], requested_at: datetime) -> None:
    if not changed:
        return
    model: type[MirrorRow] = resource.model
    upsert = upsert_into(model)
    fetched_at = db_values.to_db_time(requested_at)
    upsert.write([upsert.values(row, fetched_at) for row in changed])
    if resource.links:
        # Only of the rows that were written: others have a later reply.
        rows = resource.rows.filter(pk__in=[row.key for row in changed], fetched_at=requested_at)
        written = set(rows.values_list("pk", flat=True))
        for at, links in enumerate(resource.links):
            _relink(links, {row.key: row.links[at] for row in changed if row.key in written})


def _relink(links: LinkTable, targets: Mapping[Any, Sequence[int]]) -> None:
    manager = links.model._default_manager
    manager.filter(**{f"{links.owner}__in": list(targets)}).delete()
    manager.bulk_create(
        [
            links.model(**{links.owner: owner, links.target: target})
            for owner, owner_targets in targets.items()
            for target in owner_targets
        ],
        ignore_conflicts=True,
    )
