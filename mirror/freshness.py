"""How old what a page shows is."""

from datetime import datetime

from django.db.models import Min

from mirror.models import MirrorRow, MirrorScope


def read_at(resource: str, scope: str = "") -> datetime | None:
    """When one list of the remote was last read whole; None when it never was."""
    found = MirrorScope.objects.filter(resource=resource, scope=scope)
    return found.values_list("read_at", flat=True).first()


def seen_at(row: MirrorRow, resource: str, scope: str = "") -> datetime:
    """When the remote last said of one object what is mirrored: by itself, or in its whole list.

    A reading that changes nothing writes nothing, so the row alone doesn't know.
    """
    listed = None if row.is_gone else read_at(resource, scope)
    return max(row.fetched_at, listed) if listed else row.fetched_at


def oldest(resource: str) -> datetime | None:
    """When the stalest list of a resource was last read whole."""
    moment: datetime | None = MirrorScope.objects.filter(resource=resource).aggregate(
        at=Min("read_at")
    )["at"]
    return moment
