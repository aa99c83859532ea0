"""How old the mirrored data on a page is."""

from datetime import datetime

from django.db.models import Min

from core.mirror.models import MirrorRow, MirrorScope


def list_read_at(resource: str, scope: str = "") -> datetime | None:
    """When one list of the remote was last read whole; None when it never was."""
    scopes = MirrorScope.objects.filter(resource=resource, scope=scope)
    return scopes.values_list("read_at", flat=True).first()


def row_confirmed_at(row: MirrorRow, resource: str, scope: str = "") -> datetime:
    """When the remote last returned this object as mirrored: alone, or in its whole list.

    A pass that finds an object unchanged doesn't write its row, so `fetched_at` may be older.
    """
    read_at = None if row.is_gone else list_read_at(resource, scope)
    return max(row.fetched_at, read_at) if read_at else row.fetched_at


def oldest_list_read_at(resource: str) -> datetime | None:
    """When the list of a resource that is the most out of date was last read whole."""
    moment: datetime | None = MirrorScope.objects.filter(resource=resource).aggregate(
        at=Min("read_at")
    )["at"]
    return moment
