"""The mirror's tables. Migrations leave unmanaged models alone, so the mirror builds its own."""

from mirror.schema.build import (
    SchemaRefused,
    bring_up_to_date,
    bring_up_to_date_after_migrate,
    empty,
)
from mirror.schema.drift import Difference, differences, mirror_models
from mirror.schema.rebuild import rebuild

__all__ = [
    "Difference",
    "SchemaRefused",
    "bring_up_to_date",
    "bring_up_to_date_after_migrate",
    "differences",
    "empty",
    "mirror_models",
    "rebuild",
]
