"""The one place where remote objects become mirror rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from mirror import adapt, clock, quarantine, rows
from mirror.known import Known, by_keys
from mirror.models import MirrorRow, MirrorScope, SideDue
from mirror.resources import Links, Resource, Scope, all_resources
from mirror.rows import ReadRow, Unreadable
from mirror.upsert import upsert_into


@dataclass
class Stored:
    """What became of the objects of one answer. `fresh` are those that were not known as such."""

    keys: list[Any] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    quarantined: int = 0
    fresh: list[Any] = field(default_factory=list)


class _Seen(NamedTuple):
    row: dict[str, Any]
    dumped: bytes
    row_hash: str


class _Broken(NamedTuple):
    row: Any
    row_hash: str
    why: str


def store(
    resource: Resource[Any],
    scope: Scope,
    remote_rows: Sequence[Any],
    *,
    requested_at: datetime,
    known: Mapping[Any, Known] | None = None,
    heals: bool = True,
) -> Stored:
    """Write what differs from the mirror, in one short transaction; quarantine what can't be read.

    An object already known with the same hash costs no write. One that was fetched later than
    `requested_at` is left as it is. `known` and `heals` spare queries where the caller knows what
    the mirror has, and whether anything is in quarantine that this answer could take out.
    """
    stored = Stored()
    seen, sides, broken = _look(resource, remote_rows)
    stored.keys = list(seen)
    if known is None:
        known = by_keys(resource.model, stored.keys)
    changed: list[ReadRow] = []
    well = set(seen)
    parent = rows.scope_key(resource, scope)
    for key, one in seen.items():
        before = known.get(key)
        if before is not None and before.row_hash == one.row_hash and not before.is_gone:
            continue
        stored.fresh.append(one.row)
        try:
            changed.append(rows.read(resource, parent, key, *one))
        except Unreadable as error:
            well.remove(key)
            broken.append(_Broken(one.row, one.row_hash, str(error)))
    healed = well if heals else set()
    if changed or broken or sides or healed:
        with transaction.atomic():
            _upsert(resource, changed, requested_at)
            for key, why in _settle_sides(resource, scope, changed, sides, requested_at):
                healed.discard(key)
                broken.append(_Broken(seen[key].row, seen[key].row_hash, why))
            quarantine.settle(resource, scope, healed, broken, seen_at=requested_at)
    stored.new = sum(1 for row in changed if row.key not in known)
    stored.changed = len(changed) - stored.new
    stored.quarantined = len(broken)
    return stored


def _look(
    resource: Resource[Any], remote_rows: Sequence[Any]
) -> tuple[dict[Any, _Seen], list[tuple[Any, Any]], list[_Broken]]:
    """The objects by key, their side parts, and those without a key."""
    seen: dict[Any, _Seen] = {}
    sides: list[tuple[Any, Any]] = []
    broken: list[_Broken] = []
    for row in remote_rows:
        side = _split_side(resource, row)
        dumped = _written(row)
        row_hash = rows.hash_of_text(dumped)
        try:
            key = resource.key_of(row)
        except (LookupError, TypeError, ValueError, ValidationError) as error:
            broken.append(_Broken(row, row_hash, f"no id: {error}"))
            continue
        if side is not None:
            sides.append((key, side))
        seen[key] = _Seen(row, dumped, row_hash)
    return seen, sides, broken


def _written(row: Any) -> bytes:
    """The object as JSON; nothing when it is nested too deeply to be written again."""
    try:
        return orjson.dumps(row)
    except orjson.JSONEncodeError:
        return b""


def mark_gone(
    resource: Resource[Any], scope: Scope, keys: Sequence[Any], *, requested_at: datetime
) -> int:
    """Mark rows that a list of the remote no longer has, and what was in them; returns how many.

    A row that a later answer showed is left alone, and so is one that has moved to another list.
    """
    older = Q(fetched_at__lte=requested_at) | clock.from_the_future()
    rows_gone = resource.in_scope(scope).filter(older, pk__in=keys)
    marked = list(rows_gone.values_list("pk", flat=True))
    with transaction.atomic():
        count = rows_gone.update(gone_at=requested_at)
        for child in all_resources():
            if resource.name in child.parents and child.scope_field:
                child.model._default_manager.filter(
                    **{f"{child.scope_field}__in": marked}, gone_at=None
                ).update(gone_at=requested_at)
                for book in (SideDue, MirrorScope):
                    of_gone = book._default_manager.filter(resource=child.name)
                    of_gone.filter(scope__in=map(str, marked)).delete()
    return count


def mark_gone_now(resource: Resource[Any], scope: Scope, keys: Sequence[Any]) -> int:
    """Mark rows that the remote has just said it doesn't have."""
    return mark_gone(resource, scope, keys, requested_at=clock.now())


def _settle_sides(
    resource: Resource[Any],
    scope: Scope,
    changed: Sequence[ReadRow],
    sides: Sequence[tuple[Any, Any]],
    requested_at: datetime,
) -> list[tuple[Any, str]]:
    """Keep the side parts of this answer, and note whose must be fetched by id.

    Returns the keys of those that could not be kept, and why.
    """
    if not resource.side_field:
        return []
    unkept: list[tuple[Any, str]] = []
    for key, side in sides:
        try:
            if resource.on_side:
                resource.on_side(key, side, requested_at)
        except orjson.JSONEncodeError as error:
            unkept.append((key, f"{resource.side_field}: {error}"))
    there = {str(key) for key, _ in sides}
    if there:
        SideDue.objects.filter(resource=resource.name, remote_id__in=there).delete()
    SideDue.objects.bulk_create(
        [
            SideDue(resource=resource.name, scope=scope.id, remote_id=str(row.key))
            for row in changed
            if str(row.key) not in there and resource.wants_side(row.columns)
        ],
        ignore_conflicts=True,
    )
    return unkept


def _split_side(resource: Resource[Any], remote_row: Any) -> Any:
    """Take the part that has a table of its own out of an object; None when it isn't there."""
    if not resource.side_field or not isinstance(remote_row, dict):
        return None
    return remote_row.pop(resource.side_field, None)


def _upsert(resource: Resource[Any], changed: Sequence[ReadRow], requested_at: datetime) -> None:
    if not changed:
        return
    model: type[MirrorRow] = resource.model
    upsert = upsert_into(model)
    fetched_at = adapt.time(requested_at)
    upsert.write([upsert.values(row, fetched_at) for row in changed])
    if resource.links:
        # Only of the rows that did not yield to a later answer.
        written = set(
            resource.model._default_manager.filter(
                pk__in=[row.key for row in changed], fetched_at=requested_at
            ).values_list("pk", flat=True)
        )
        for at, links in enumerate(resource.links):
            _relink(links, {row.key: row.links[at] for row in changed if row.key in written})


def _relink(links: Links, targets: Mapping[Any, Sequence[int]]) -> None:
    manager = links.model._default_manager
    manager.filter(**{f"{links.owner}__in": list(targets)}).delete()
    manager.bulk_create(
        [
            links.model(**{links.owner: owner, links.target: target})
            for owner, named in targets.items()
            for target in named
        ],
        ignore_conflicts=True,
    )
