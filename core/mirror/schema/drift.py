"""How the tables of the mirror differ from their models."""

from dataclasses import dataclass
from enum import Enum

from django.apps import apps
from django.db import connection, models

from core.mirror.triggers import companions_of

PREFIX = "acr_"


class DifferenceKind(Enum):
    NO_TABLE = "has no table"
    NO_COLUMN = "lacks the column"
    EXTRA_COLUMN = "has a column too many:"
    OTHER_TYPE = "has another type in the column"
    NO_INDEX = "lacks the index"
    NO_COMPANION = "lacks"


@dataclass(frozen=True)
class Difference:
    """One way in which a table differs from its model."""

    model: type[models.Model]
    kind: DifferenceKind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.model._meta.db_table} {self.kind.value} {self.name}".rstrip()


def mirror_models() -> list[type[models.Model]]:
    """Every unmanaged model whose table is the mirror's."""
    return [
        model
        for model in apps.get_models()
        if not model._meta.managed and model._meta.db_table.startswith(PREFIX)
    ]


def differences() -> list[Difference]:
    """Every difference between the mirror's tables and their models."""
    with connection.cursor() as cursor:
        tables = {info.name for info in connection.introspection.get_table_list(cursor)}
    all_differences: list[Difference] = []
    for model in mirror_models():
        if model._meta.db_table not in tables:
            all_differences.append(Difference(model, DifferenceKind.NO_TABLE))
        else:
            all_differences += _column_differences(model) + _index_differences(model)
            all_differences += [
                Difference(model, DifferenceKind.NO_COMPANION, companion.name)
                for companion in companions_of(model)
                if not companion.is_current()
            ]
    return all_differences


def expected_indexes(model: type[models.Model]) -> dict[str, models.Index]:
    """Indexes by name: those that `Meta.indexes` declares and those that fields ask for."""
    by_field = [
        models.Index(fields=[field.name], name=f"{model._meta.db_table}_{field.column}"[:30])
        for field in model._meta.local_fields
        if field.db_index and not field.unique  # type: ignore[attr-defined]
    ]
    return {index.name: index for index in [*model._meta.indexes, *by_field]}


def _column_differences(model: type[models.Model]) -> list[Difference]:
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, model._meta.db_table)
        actual = {column.name: column for column in description}
    types = _actual_types(model._meta.db_table)
    expected = {str(field.column): field for field in model._meta.local_concrete_fields}
    column_differences = [
        Difference(model, DifferenceKind.NO_COLUMN, name) for name in expected if name not in actual
    ]
    column_differences += [
        Difference(model, DifferenceKind.EXTRA_COLUMN, name)
        for name in actual
        if name not in expected
    ]
    for name, field in expected.items():
        column_type = field.db_type(connection)
        if name in types and column_type and _plain(column_type) != _plain(types[name]):
            column_differences.append(Difference(model, DifferenceKind.OTHER_TYPE, name))
    return column_differences


def _actual_types(table: str) -> dict[str, str]:
    with connection.cursor() as reader:
        if connection.vendor == "sqlite":
            reader.execute(f"PRAGMA table_info({connection.ops.quote_name(table)})")
            return {row[1]: row[2] for row in reader.fetchall()}
        reader.execute(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
            " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
            [table],
        )
        return dict(reader.fetchall())


def _plain(column_type: str) -> str:
    """A column type in one of the spellings that databases have for it."""
    plain = column_type.lower().replace("character varying", "varchar").strip()
    return {"timestamp with time zone": "timestamptz"}.get(plain, plain)


def _index_differences(model: type[models.Model]) -> list[Difference]:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    missing_indexes = []
    for name, index in expected_indexes(model).items():
        columns = [model._meta.get_field(field).column for field, _ in index.fields_orders]  # type: ignore[union-attr]
        if name not in constraints or constraints[name]["columns"] != columns:
            missing_indexes.append(Difference(model, DifferenceKind.NO_INDEX, name))
    return missing_indexes
