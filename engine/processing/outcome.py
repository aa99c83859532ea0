"""How a piece of work ends: whole and once, or not at all where the row is no longer its own."""

from typing import Any

from django.db.models import Model

# Three times a row may take its worker down with it; then the row is at fault.
MOST_ATTEMPTS = 3


class Impossible(Exception):
    """This file can't be processed, now or later; the message is for the customer."""


def finish(row: Model, **changes: Any) -> bool:
    """Write the end of a claimed row. False when it was deleted or asked for anew meanwhile."""
    rows: Any = type(row)._default_manager
    lease = getattr(row, "due_at", None)
    changed = rows.filter(pk=row.pk, due_at=lease).update(**{"due_at": None, **changes})
    return bool(changed)
