"""Mirror rows, and the books that are kept about them."""

from mirror.models.books import (
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
from mirror.models.row import LongList, MirrorQuerySet, MirrorRow

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
]
