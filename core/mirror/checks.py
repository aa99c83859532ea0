"""The drift check: a system check that compares the mirror's tables with its models."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.db import DatabaseError

from core.mirror.due_passes import is_being_read
from core.mirror.resources import all_resources
from core.mirror.schema.build import can_be_added
from core.mirror.schema.drift import Difference, DifferenceKind, differences, mirror_models
from core.mirror.schema.late_indexes import late_indexes
from core.mirror.triggers import has_search


def install() -> None:
    """Register the check for `manage.py check --database default` and `migrate`."""
    register(mirror_tables_match, "database")


def mirror_tables_match(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """mirror.W002 where `migrate` will add what a table lacks, mirror.E001 where it can't.

    mirror.I001 for an index that a running full pass builds at its end.

    Nothing is reported for a new database: `migrate` runs this check before it creates tables.
    """
    if not databases:
        return []
    try:
        drift = differences()
    except DatabaseError as error:
        return [Warning(f"The mirror's tables could not be read: {error}", id="mirror.W001")]
    without_table = [
        difference for difference in drift if difference.kind is DifferenceKind.NO_TABLE
    ]
    if len(without_table) == len(mirror_models()):
        return []
    return [_message(difference) for difference in drift] + _search_warnings()


def _search_warnings() -> list[CheckMessage]:
    """mirror.W003 where this SQLite has no FTS5 with trigrams: searches read whole lists."""
    without_index = [
        model._meta.db_table
        for model in mirror_models()
        if getattr(model, "long_list", None) and not has_search(model)
    ]
    if not without_index:
        return []
    return [
        Warning(
            f"Searches read every row of {' and '.join(without_index)}: this SQLite has no index"
            " for parts of texts.",
            hint="SQLite 3.34 or newer, built with FTS5; or PostgreSQL",
            id="mirror.W003",
        )
    ]


def _message(difference: Difference) -> CheckMessage:
    if _is_built_by_a_pass(difference):
        return Info(f"{difference}: the running full pass builds it", id="mirror.I001")
    if can_be_added(difference):
        return Warning(str(difference), hint="manage.py mirror_schema", id="mirror.W002")
    return Error(str(difference), hint="manage.py mirror_schema --rebuild", id="mirror.E001")


def _is_built_by_a_pass(difference: Difference) -> bool:
    return difference.kind is DifferenceKind.NO_INDEX and any(
        difference.name in late_indexes(resource) and is_being_read(resource)
        for resource in all_resources()
    )
