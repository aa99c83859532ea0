"""Records which fields the remote's objects have, and logs new ones."""

import logging
from collections.abc import Sequence
from types import NoneType
from typing import Any

from core.mirror.models import KnownField, MirrorScope
from core.mirror.resources import Resource

JSON_TYPES = {bool: "boolean", int: "number", float: "number", str: "text", list: "list"}
MAX_SHAPES = 1000

log = logging.getLogger(__name__)


class FieldWatch:
    """The fields of one resource that have been seen."""

    def __init__(self, resource: Resource[Any]) -> None:
        self._resource = resource.name
        self._shapes: set[tuple[tuple[str, ...], tuple[type, ...]]] = set()
        known = KnownField.objects.filter(resource=resource.name)
        self._known = set(known.values_list("name", "type"))
        # A list that was empty when it was read told no fields.
        self._was_read = (
            bool(self._known)
            and MirrorScope.objects.filter(resource=resource.name, read_at__isnull=False).exists()
        )

    def record(self, rows: Sequence[Any]) -> None:
        """Store fields that are new; log each once, when the resource had been read before."""
        shapes = {
            (tuple(row), tuple(map(type, row.values()))) for row in rows if isinstance(row, dict)
        }
        if shapes <= self._shapes:
            return
        # Objects come in a few shapes. A limit, for a remote that gives each object its own.
        self._shapes = shapes if len(self._shapes) > MAX_SHAPES else self._shapes | shapes
        fields = {
            (str(name)[:100], JSON_TYPES.get(kind, "object"))
            for names, kinds in shapes
            for name, kind in zip(names, kinds, strict=True)
            if kind is not NoneType
        }
        new = fields - self._known
        if not new:
            return
        self._known |= new
        KnownField.objects.bulk_create(
            [
                KnownField(resource=self._resource, name=name, type=kind, is_drift=self._was_read)
                for name, kind in sorted(new)
            ],
            ignore_conflicts=True,
        )
        if self._was_read:
            for name, kind in sorted(new):
                log.warning("%s now have the field %s (%s)", self._resource, name, kind)
