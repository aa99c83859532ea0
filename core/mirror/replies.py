"""The objects of a reply, taken apart. Any thread may do that: it needs no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError

from core.mirror import parsing
from core.mirror.parsing import ParsedRow, UnreadableRowError
from core.mirror.resources import Resource, Scope


class RemoteObject(NamedTuple):
    row: dict[str, Any]
    dumped: bytes
    row_hash: str


class UnreadableObject(NamedTuple):
    row: Any
    row_hash: str
    reason: str


@dataclass
class TakenApart:
    """The objects of a reply by key, their side parts by key, and those without a key."""

    resource: Resource[Any]
    parent: Any
    objects: dict[Any, RemoteObject] = field(default_factory=dict)
    sides: list[tuple[Any, Any]] = field(default_factory=list)
    unreadable: list[UnreadableObject] = field(default_factory=list)
    parsed: dict[Any, ParsedRow] = field(default_factory=dict)

    def row(self, key: Any) -> ParsedRow:
        """The values of an object's columns. Raises UnreadableRowError."""
        parsed = self.parsed.get(key)
        if parsed is None:
            parsed = parsing.parse_row(self.resource, self.parent, key, *self.objects[key])
        return parsed

    def parse_all(self) -> "TakenApart":
        """Parse every object that can be parsed, for a list that the mirror lacks."""
        for key in self.objects:
            try:
                self.parsed[key] = self.row(key)
            except UnreadableRowError:
                # Whoever asks for this row is told why.
                continue
        return self


def take_apart(resource: Resource[Any], scope: Scope, remote_rows: Sequence[Any]) -> TakenApart:
    """Cut side parts out of the objects of a reply, and find their keys and hashes."""
    taken = TakenApart(resource, parsing.scope_key(resource, scope))
    for row in remote_rows:
        side = _cut_side(resource, row)
        dumped = _dump(row)
        row_hash = parsing.hash_of_json(dumped)
        try:
            key = resource.key_of(row)
        except (LookupError, TypeError, ValueError, ValidationError) as error:
            taken.unreadable.append(UnreadableObject(row, row_hash, f"no id: {error}"))
            continue
        if side is not None:
            taken.sides.append((key, side))
        taken.objects[key] = RemoteObject(row, dumped, row_hash)
    return taken


def _cut_side(resource: Resource[Any], remote_row: Any) -> Any:
    """Take the part that has a table of its own out of an object; None when there is none."""
    if not resource.side_field or not isinstance(remote_row, dict):
        return None
    return remote_row.pop(resource.side_field, None)


def _dump(row: Any) -> bytes:
    """The object as JSON; empty when it is nested too deeply to be written again."""
    try:
        return orjson.dumps(row)
    except orjson.JSONEncodeError:
        return b""
