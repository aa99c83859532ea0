"""Mirror rows, and the bookkeeping about them."""

from core.mirror.models.bookkeeping import (
    KnownField,
    MirrorPass,
    MirrorRemote,
    MirrorScope,
    MissingRow,
    Mode,
    PassState,
    QuarantinedRow,
    SeenRow,
    SideDue,
)
from core.mirror.models.row import LongList, MirrorQuerySet, MirrorRow
from core.mirror.models.stamped import StampedQuerySet

__all__ = [
    "KnownField",
    "LongList",
    "MirrorPass",
    "MirrorQuerySet",
    "MirrorRemote",
    "MirrorRow",
    "MirrorScope",
    "MissingRow",
    "Mode",
    "PassState",
    "QuarantinedRow",
    "SeenRow",
    "SideDue",
    "StampedQuerySet",
]
