"""The drift check: a system check that compares the mirror's tables with its models."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError

from mirror import schema
from mirror.beside import has_search
from mirror.schema import Difference
from mirror.schema.build import can_be_added
from mirror.schema.drift import What


def install() -> None:
    """Let `manage.py check --database default`, and `migrate`, run the check."""
    register(mirror_tables_match, "database")


def mirror_tables_match(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """mirror.W002 where `migrate` will add what a table lacks, mirror.E001 where it can't.

    `migrate` runs this before it builds: a database without any mirror table is a new one.
    """
    if not databases:
        return []
    try:
        found = schema.differences()
    except DatabaseError as error:
        return [Warning(f"The mirror's tables could not be read: {error}", id="mirror.W001")]
    missing = [one for one in found if one.what is What.NO_TABLE]
    if len(missing) == len(schema.mirror_models()):
        return []
    return [_message(one) for one in found] + _search_warnings()


def _search_warnings() -> list[CheckMessage]:
    """mirror.W003 where this SQLite has no FTS5 with trigrams: searches read whole lists."""
    unsearched = [
        model._meta.db_table
        for model in schema.mirror_models()
        if getattr(model, "long_list", None) and not has_search(model)
    ]
    if not unsearched:
        return []
    return [
        Warning(
            f"Searches read every row of {' and '.join(unsearched)}: this SQLite has no index for"
            " parts of texts.",
            hint="SQLite 3.34 or newer, built with FTS5; or PostgreSQL",
            id="mirror.W003",
        )
    ]


def _message(difference: Difference) -> CheckMessage:
    if can_be_added(difference):
        return Warning(str(difference), hint="manage.py mirror_schema", id="mirror.W002")
    return Error(str(difference), hint="manage.py mirror_schema --rebuild", id="mirror.E001")
