"""Builds what is missing: tables, nullable columns, indexes. Anything else it refuses."""

from typing import Any

from django.db import connection, models, transaction

from mirror.beside import parts_of
from mirror.schema.drift import Difference, What, differences, expected_indexes

REBUILD = "manage.py mirror_schema --rebuild"


class SchemaRefused(Exception):
    """A difference that adding can't mend."""


def bring_up_to_date() -> list[Difference]:
    """Create what the mirror's tables lack; returns what was created.

    Raises SchemaRefused, having changed nothing, when a table must be rebuilt.
    """
    found = differences()
    stuck = [difference for difference in found if not can_be_added(difference)]
    if stuck:
        raise SchemaRefused(
            "; ".join(str(one) for one in stuck) + f". Run {REBUILD}: it needs no remote."
        )
    with connection.constraint_checks_disabled(), transaction.atomic():
        for difference in found:
            _add(difference)
    return found


def bring_up_to_date_after_migrate(**kwargs: Any) -> None:
    """Mirror tables come with `migrate`; one that must be rebuilt stops it with its reason."""
    bring_up_to_date()


def create_table(model: type[models.Model]) -> None:
    """A table with the indexes that the schema editor leaves out for unmanaged models."""
    with connection.schema_editor() as editor:
        editor.create_model(model)
    with connection.schema_editor() as editor:
        for index in expected_indexes(model).values():
            editor.add_index(model, index)


def build_beside(model: type[models.Model]) -> None:
    """Its tally and its search index, filled from the table as it stands."""
    for part in parts_of(model):
        part.build()


def empty(model: type[models.Model]) -> None:
    """Delete every row. What triggers keep beside the table is emptied with it, not row by row."""
    for part in parts_of(model):
        part.remove()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    build_beside(model)


def can_be_added(difference: Difference) -> bool:
    if difference.what is What.NO_COLUMN:
        return _column(difference).null
    return difference.what in {What.NO_TABLE, What.NO_INDEX, What.NO_PART}


def _add(difference: Difference) -> None:
    if difference.what is What.NO_TABLE:
        create_table(difference.model)
        build_beside(difference.model)
    elif difference.what is What.NO_PART:
        for part in parts_of(difference.model):
            if part.name == difference.name:
                part.build()
    elif difference.what is What.NO_COLUMN:
        with connection.schema_editor() as editor:
            editor.add_field(difference.model, _column(difference))
    else:
        with connection.cursor() as cursor:
            # One of that name may be there, over other columns.
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(difference.name)}")
        with connection.schema_editor() as editor:
            editor.add_index(difference.model, expected_indexes(difference.model)[difference.name])


def _column(difference: Difference) -> "models.Field[Any, Any]":
    return next(
        field
        for field in difference.model._meta.local_concrete_fields
        if field.column == difference.name
    )
