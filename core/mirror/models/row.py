"""The base of the mirror models."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import orjson
from django.db import models

from core.mirror.models.stamped import M_co, StampedQuerySet


class MirrorQuerySet(StampedQuerySet[M_co]):
    # The parent whose rows these are; None when they may be of several.
    scope_key: int | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.scope_key = self.scope_key
        return clone

    def of_scope(self, column: str, key: int) -> Self:
        """One parent's rows; the set remembers the parent as `scope_key`."""
        rows = self.filter(**{column: key})
        rows.scope_key = key
        return rows

    def live(self) -> Self:
        """Rows that the remote still has."""
        return self.filter(gone_at=None)

    def gone(self) -> Self:
        """Rows that the remote no longer has."""
        return self.exclude(gone_at=None)


@dataclass(frozen=True)
class LongList:
    """Declares a table whose lists grow long: triggers keep a tally and a search index of it.

    `scope` is the column of the parent, `searched` are the text columns of the index. Rows are
    counted by parent, by their column `state` and by whether they are gone; a table without these
    columns has no tally.
    """

    scope: str
    searched: tuple[str, ...]
    is_tallied: bool = True


class MirrorRow(models.Model):
    """A remote object as it was last fetched. Concrete classes are unmanaged.

    `payload` is the remote's JSON with its key order, each secret in it replaced by as many `*`;
    the secrets themselves are encrypted in `secrets`. `fetched_at` and `gone_at` are the start of
    the request whose reply said so: an older reply never overwrites a newer one. The tables are
    built by `manage.py mirror_schema`.
    """

    payload = models.TextField()
    row_hash = models.CharField(max_length=32)
    fetched_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    secrets = models.TextField(default="", blank=True)

    long_list: ClassVar[LongList | None] = None

    class Meta:
        abstract = True

    @property
    def document(self) -> dict[str, Any]:
        """The payload, parsed."""
        parsed: dict[str, Any] = orjson.loads(self.payload)
        return parsed

    @property
    def is_gone(self) -> bool:
        return self.gone_at is not None
