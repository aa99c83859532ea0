"""Creates what is missing: tables, nullable columns, indexes. Other differences are refused."""

from typing import Any

from django.db import connection, models, transaction

from core.mirror.schema.drift import Difference, DifferenceKind, differences, expected_indexes
from core.mirror.triggers import companions_of

REBUILD_COMMAND = "manage.py mirror_schema --rebuild"


class SchemaRefusedError(Exception):
    """A table differs in a way that only a rebuild can repair."""


def bring_up_to_date() -> list[Difference]:
    """Create what the mirror's tables lack; returns what was created.

    Raises SchemaRefusedError, having changed nothing, when a table must be rebuilt.
    """
    missing = differences()
    refused = [difference for difference in missing if not can_be_added(difference)]
    if refused:
        raise SchemaRefusedError(
            "; ".join(map(str, refused)) + f". Run {REBUILD_COMMAND}: it needs no remote."
        )
    with connection.constraint_checks_disabled(), transaction.atomic():
        for difference in missing:
            _add(difference)
    return missing


def bring_up_to_date_after_migrate(**kwargs: Any) -> None:
    """The handler of `post_migrate`. Raises SchemaRefusedError, which stops `migrate`."""
    bring_up_to_date()


def create_table(model: type[models.Model]) -> None:
    """Create a table, with the indexes that the schema editor leaves out for unmanaged models."""
    with connection.schema_editor() as editor:
        editor.create_model(model)
    with connection.schema_editor() as editor:
        for index in expected_indexes(model).values():
            editor.add_index(model, index)


def build_companions(model: type[models.Model]) -> None:
    """Create a model's tally and search index, filled from the table."""
    for companion in companions_of(model):
        companion.build()


def delete_all_rows(model: type[models.Model]) -> None:
    """Delete every row of a table, and empty its companions at once, not row by row."""
    for companion in companions_of(model):
        companion.remove()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    build_companions(model)


def can_be_added(difference: Difference) -> bool:
    if difference.kind is DifferenceKind.NO_COLUMN:
        return _column(difference).null
    return difference.kind in {
        DifferenceKind.NO_TABLE,
        DifferenceKind.NO_INDEX,
        DifferenceKind.NO_COMPANION,
    }


def _add(difference: Difference) -> None:
    if difference.kind is DifferenceKind.NO_TABLE:
        create_table(difference.model)
        build_companions(difference.model)
    elif difference.kind is DifferenceKind.NO_COMPANION:
        for companion in companions_of(difference.model):
            if companion.name == difference.name:
                companion.build()
    elif difference.kind is DifferenceKind.NO_COLUMN:
        with connection.schema_editor() as editor:
            editor.add_field(difference.model, _column(difference))
    else:
        with connection.cursor() as cursor:
            # An index of this name may exist, over other columns.
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(difference.name)}")
        with connection.schema_editor() as editor:
            editor.add_index(difference.model, expected_indexes(difference.model)[difference.name])


def _column(difference: Difference) -> "models.Field[Any, Any]":
    return next(
        field
        for field in difference.model._meta.local_concrete_fields
        if field.column == difference.name
    )
