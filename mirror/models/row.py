"""What every mirror row has."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

import orjson
from django.db import models

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class MirrorQuerySet(models.QuerySet[M_co]):
    # The parent whose rows these are; None when they may be of any.
    scope_key: int | None = None

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.scope_key = self.scope_key
        return clone

    def of_scope(self, column: str, key: int) -> Self:
        """One parent's rows, in a set that knows whose they are."""
        rows = self.filter(**{column: key})
        rows.scope_key = key
        return rows

    def live(self) -> Self:
        """Rows that the remote still has."""
        return self.filter(gone_at=None)

    def gone(self) -> Self:
        """Rows that the remote had once, and has no more."""
        return self.exclude(gone_at=None)


@dataclass(frozen=True)
class LongList:
    """A table whose lists grow long: a tally and a search index are kept beside it by triggers.

    `scope` is the column of the parent, `searched` are the text columns of the index. Rows are
    counted by parent, by their column `state` and by whether they are gone.
    """

    scope: str
    searched: tuple[str, ...]


class MirrorRow(models.Model):
    """A remote object as it was last seen. Concrete classes are unmanaged: `mirror_schema` builds.

    `payload` is the remote's JSON with its key order, each secret in it replaced by as many `*`;
    the secrets themselves are encrypted in `secrets`. `fetched_at` and `gone_at` are when the
    request started that told so: an older response never overwrites a newer one.
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
