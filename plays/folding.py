"""Folds the matches of a recording into plays: one stretch, one piece, the alternates behind it.

A pure function: it knows no database, no settings and no decisions. The rule has a version, which
is stored with each play. In the order of its steps:

1. Matches are of one piece when they share an ISRC, an ACR id, or title and artists.
2. Matches of one piece join into one stretch where they overlap, and over gaps up to a limit where
   their positions in the piece agree: a piece that begins anew is another play.
3. Stretches compete: own catalogue before music before covers before the others, then by score
   times covered seconds. A stretch of which at least half is covered by better ones is an alternate
   behind the one that covers most of it; any other is a play of its own.

Nothing is thrown away: each match is in exactly one play.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from plays.pieces import identities
from scanning.results.reading import SECTIONS, ResultSegment

VERSION = 1
RANKS = {section.key: rank for rank, section in enumerate(SECTIONS)}
# A match without a score is certain: docs.acrcloud.com names none for some sections.
CERTAIN = 100.0
# Two positions in a piece agree within so many seconds, and so much of the time between them,
# which leaves room for a piece that is played faster.
AGREEING_SECONDS, AGREEING_SHARE = 3.0, 0.06
COVERED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FoldingRule:
    """`max_gap` is in seconds."""

    max_gap: float = 10.0

    @property
    def name(self) -> str:
        return f"{VERSION} gap {self.max_gap:g}"


@dataclass(slots=True)
class FoldedPlay:
    """`matches` are all of it, the one in front first; `of_piece` of them are of its own piece.

    `alternates` counts the stretches of other pieces behind it.
    """

    begin: float
    end: float
    played: float
    matches: Sequence[ResultSegment]
    of_piece: int
    alternates: int

    @property
    def front(self) -> ResultSegment:
        return self.matches[0]


@dataclass(slots=True)
class _Stretch:
    """Matches of one piece, joined. `behind` are the stretches of others that it covers."""

    members: list[ResultSegment]
    begin: float
    end: float
    covered: float = 0.0
    rank: int = 0
    weight: float = 0.0
    behind: list["_Stretch"] = field(default_factory=list)


def fold(matches: Iterable[ResultSegment], rule: FoldingRule) -> list[FoldedPlay]:
    """The plays of one recording in the order of time."""
    ordered = sorted(matches, key=_in_time)
    stretches = [
        stretch for piece in _pieces(ordered) for stretch in _stretches(piece, rule.max_gap)
    ]
    for stretch in stretches:
        _weigh(stretch)
    fronts = _fronts(stretches)
    return [_play(front) for front in fronts]


def score_of(match: ResultSegment) -> float:
    """The segment's score, else the match's: the two have different scales."""
    if match.segment_score is not None:
        return match.segment_score
    return CERTAIN if match.match_score is None else match.match_score


def _in_time(match: ResultSegment) -> tuple[float, float, int, int]:
    return match.begin, match.end, RANKS[match.section.key], match.position


def _pieces(matches: Sequence[ResultSegment]) -> list[list[ResultSegment]]:
    """Groups of matches of the same piece, each in the order of time."""
    groups: list[list[ResultSegment]] = []
    group_of: dict[str, int] = {}
    merged: list[int] = []

    def root(at: int) -> int:
        while merged[at] != at:
            merged[at] = merged[merged[at]]
            at = merged[at]
        return at

    for match in matches:
        known_by = list(identities(match))
        found = {root(group_of[identity]) for identity in known_by if identity in group_of}
        into = min(found, default=len(groups))
        if into == len(groups):
            groups.append([])
            merged.append(into)
        for other in found - {into}:
            merged[other] = into
            groups[into] += groups[other]
            groups[other] = []
        groups[into].append(match)
        for identity in known_by:
            group_of[identity] = into
    for group in groups:
        group.sort(key=_in_time)
    return [group for group in groups if group]


def _stretches(piece: Sequence[ResultSegment], max_gap: float) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    for match in piece:
        last = stretches[-1] if stretches else None
        if last is not None and (
            match.begin < last.end
            or (match.begin <= last.end + max_gap and _continues(last.members[-1], match))
        ):
            last.members.append(match)
            last.end = max(last.end, match.end)
        else:
            stretches.append(_Stretch([match], match.begin, match.end))
    return stretches


def _continues(before: ResultSegment, match: ResultSegment) -> bool:
    """Whether the piece goes on where it was, as far as the matches tell."""
    if before.piece_begin is None or match.piece_begin is None:
        return True
    elapsed = match.begin - before.begin
    drift = abs(match.piece_begin - before.piece_begin - elapsed)
    return drift <= AGREEING_SECONDS + AGREEING_SHARE * elapsed


def _weigh(stretch: _Stretch) -> None:
    covered_until = stretch.begin
    for match in stretch.members:
        stretch.covered += max(0.0, match.end - max(match.begin, covered_until))
        covered_until = max(covered_until, match.end)
    stretch.members.sort(key=_best_first)
    front = stretch.members[0]
    stretch.rank = RANKS[front.section.key]
    stretch.weight = stretch.covered * max(map(score_of, stretch.members))


def _best_first(match: ResultSegment) -> tuple[int, float, float, float, int]:
    return (
        RANKS[match.section.key],
        -score_of(match),
        match.begin - match.end,
        match.begin,
        match.position,
    )


def _fronts(stretches: list[_Stretch]) -> list[_Stretch]:
    """Those that are plays, in the order of time; the others are behind one of them."""
    fronts: list[_Stretch] = []
    by_begin = attrgetter("begin")
    longest = 0.0
    for stretch in sorted(
        stretches, key=lambda one: (one.rank, -one.weight, one.begin, -one.end, *_names(one))
    ):
        first = bisect_left(fronts, stretch.begin - longest, key=by_begin)
        covering: _Stretch | None = None
        most = covered = 0.0
        covered_until = stretch.begin
        for front in fronts[first:]:
            if front.begin > stretch.end:
                break
            shared = min(front.end, stretch.end) - max(front.begin, stretch.begin)
            if shared > most or (covering is None and shared >= 0):
                covering, most = front, shared
            covered += max(0.0, min(front.end, stretch.end) - max(front.begin, covered_until))
            covered_until = max(covered_until, min(front.end, stretch.end))
        if covering is not None and covered >= COVERED_SHARE * (stretch.end - stretch.begin):
            covering.behind.append(stretch)
        else:
            insort(fronts, stretch, key=by_begin)
            longest = max(longest, stretch.end - stretch.begin)
    return fronts


def _names(stretch: _Stretch) -> tuple[str, str]:
    """So that the order doesn't depend on the order in which matches came."""
    front = stretch.members[0]
    return front.title, front.artists


def _play(stretch: _Stretch) -> FoldedPlay:
    return FoldedPlay(
        begin=stretch.begin,
        end=stretch.end,
        played=stretch.covered,
        matches=[*stretch.members, *(match for one in stretch.behind for match in one.members)],
        of_piece=len(stretch.members),
        alternates=len(stretch.behind),
    )
