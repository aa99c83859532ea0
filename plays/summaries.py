"""Totals and groups of plays: what a list says when it is summed up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from plays.models import Play, Station

MAX_GROUPS = 200
# By what plays can be grouped, and what a page calls it.
GROUPINGS = {
    "piece": "Piece",
    "artists": "Artists",
    "label": "Label",
    "station": "Station",
    "day": "Day",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """`played` is in seconds."""

    plays: int
    pieces: int
    played: float


@dataclass(frozen=True, slots=True)
class Group:
    """Plays with something in common. `narrowed` are the filters that show only them."""

    title: str
    note: str
    plays: int
    pieces: int
    played: float
    first: datetime
    last: datetime
    narrowed: dict[str, str]


def totals_of(rows: QuerySet[Play]) -> Totals:
    """Exact, in one query."""
    sums = rows.order_by().aggregate(
        plays=Count("pk"), pieces=Count("piece", distinct=True), played=Sum("played")
    )
    return Totals(sums["plays"], sums["pieces"], sums["played"] or 0.0)


def groups_of(rows: QuerySet[Play], grouping: str) -> list[Group]:
    """The largest groups first, days newest first; at most MAX_GROUPS."""
    if grouping == "day":
        rows = rows.annotate(day=TruncDate("heard_at", tzinfo=timezone.get_current_timezone()))
    names: dict[str, Any] = (
        {"title": Max("title"), "note": Max("artists")} if grouping == "piece" else {}
    )
    groups = (
        rows.order_by()
        .values(grouping)
        .annotate(
            plays=Count("pk"),
            pieces=Count("piece", distinct=True),
            seconds=Sum("played"),
            first=Min("heard_at"),
            last=Max("heard_at"),
            **names,
        )
        .order_by("-day" if grouping == "day" else "-plays", grouping)
    )
    return list(_groups(groups[:MAX_GROUPS], grouping))


def _groups(found: Any, grouping: str) -> Iterator[Group]:
    stations = dict(Station.objects.values_list("pk", "name")) if grouping == "station" else {}
    for row in found:
        key = row[grouping]
        narrowed = {grouping: str(key)} if key not in (None, "") else {}
        title, note = str(key or ""), ""
        if grouping == "piece":
            title, note = row["title"], row["note"]
        elif grouping == "station":
            title = stations.get(key, "") if key is not None else ""
        elif grouping == "day":
            narrowed = {"from": key.isoformat(), "to": key.isoformat()}
            title = f"{key.day} {key:%b %Y}"
        yield Group(
            title=title or "Not known",
            note=note,
            plays=row["plays"],
            pieces=row["pieces"],
            played=row["seconds"] or 0.0,
            first=row["first"],
            last=row["last"],
            narrowed=narrowed,
        )
