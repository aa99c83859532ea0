"""Finishing queued work: completely and once, or not at all where the row was taken away."""

from typing import Any

from django.db.models import Model

# A row may crash its worker three times; then the row counts as the cause.
MAX_ATTEMPTS = 3


class UnprocessableFileError(Exception):
    """This file can't be processed, now or later; the message may be shown to the customer."""


def finish(row: Model, **changes: Any) -> bool:
    """Write the result of a claimed row. False where it was deleted or queued anew meanwhile."""
    rows: Any = type(row)._default_manager
    lease = getattr(row, "due_at", None)
    changed = rows.filter(pk=row.pk, due_at=lease).update(**{"due_at": None, **changes})
    return bool(changed)
