"""Notices when the remote's objects begin to carry other fields than before."""

import logging
from collections.abc import Sequence
from types import NoneType
from typing import Any

from mirror.models import KnownField, MirrorScope
from mirror.resources import Resource

JSON_TYPES = {bool: "boolean", int: "number", float: "number", str: "text", list: "list"}
MOST_SHAPES = 1000

log = logging.getLogger(__name__)


class FieldWatch:
    """The fields of one resource, as far as this reading knows them."""

    def __init__(self, resource: Resource[Any]) -> None:
        self._resource = resource.name
        self._shapes: set[tuple[tuple[str, ...], tuple[type, ...]]] = set()
        known = KnownField.objects.filter(resource=resource.name)
        self._known = set(known.values_list("name", "type"))
        self._was_read = MirrorScope.objects.filter(
            resource=resource.name, read_at__isnull=False
        ).exists()

    def note(self, rows: Sequence[Any]) -> None:
        """Keep fields that were never met; say so, once, when the resource was read before."""
        shapes = {
            (tuple(row), tuple(map(type, row.values()))) for row in rows if isinstance(row, dict)
        }
        if shapes <= self._shapes:
            return
        # Objects come in a few shapes; a remote that makes each anew must not fill the memory.
        self._shapes = shapes if len(self._shapes) > MOST_SHAPES else self._shapes | shapes
        met = {
            (str(name)[:100], JSON_TYPES.get(kind, "object"))
            for names, kinds in shapes
            for name, kind in zip(names, kinds, strict=True)
            if kind is not NoneType
        }
        new = met - self._known
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
                log.warning("%s now carry the field %s (%s)", self._resource, name, kind)
