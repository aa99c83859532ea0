"""Compares the plays of two scans of one recording: the same, new, gone, moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from plays.folding import FoldedPlay
from plays.pieces import identities

# A play whose begin and end differ by less is the same: scans count in windows of seconds.
MOVED_SECONDS = 1.0


class Change(StrEnum):
    SAME = "same"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ComparedPlay:
    """`before` is None for one that is new, `after` for one that is gone."""

    change: Change
    before: FoldedPlay | None
    after: FoldedPlay | None

    @property
    def play(self) -> FoldedPlay:
        play = self.after or self.before
        if play is None:
            raise ValueError("a compared play is of at least one scan")
        return play


def compare(before: Sequence[FoldedPlay], after: Sequence[FoldedPlay]) -> list[ComparedPlay]:
    """Each play of both scans once, in the order of time.

    Plays of one piece belong together in their order, those that overlap first.
    """
    compared: list[ComparedPlay] = []
    unmatched = list(before)
    for must_overlap in (True, False):
        taken = {id(one.after) for one in compared}
        for play in (play for play in after if id(play) not in taken):
            earlier = next((one for one in unmatched if _fit(one, play, must_overlap)), None)
            if earlier is not None:
                unmatched.remove(earlier)
                compared.append(ComparedPlay(_change(earlier, play), earlier, play))
    taken = {id(one.after) for one in compared}
    compared += [ComparedPlay(Change.NEW, None, play) for play in after if id(play) not in taken]
    compared += [ComparedPlay(Change.GONE, play, None) for play in unmatched]
    return sorted(compared, key=lambda one: (one.play.begin, one.play.end))


def _fit(one: FoldedPlay, other: FoldedPlay, must_overlap: bool) -> bool:
    overlap = min(one.end, other.end) > max(one.begin, other.begin)
    return (overlap or not must_overlap) and not _names(one).isdisjoint(_names(other))


def _names(play: FoldedPlay) -> set[str]:
    return {identity for match in play.matches[: play.of_piece] for identity in identities(match)}


def _change(before: FoldedPlay, after: FoldedPlay) -> Change:
    moved = max(abs(before.begin - after.begin), abs(before.end - after.end))
    return Change.MOVED if moved >= MOVED_SECONDS else Change.SAME
