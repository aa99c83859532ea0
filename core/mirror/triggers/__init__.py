"""What triggers maintain beside a table: of a long list its tally and its search index.

Of any other whose rows are shown, a number that tells that something has changed. All of it changes
in the transaction that changes the table, whoever writes.
"""

from django.db import connection, models

from core.mirror.triggers import postgres, sqlite
from core.mirror.triggers.companion import TableCompanion


def companions_of(model: type[models.Model]) -> list[TableCompanion]:
    """What belongs beside this model's table in the connected database."""
    backend = sqlite if connection.vendor == "sqlite" else postgres
    long_list = getattr(model, "long_list", None)
    if long_list is None:
        return [backend.changes_companion(model)] if hasattr(model, "row_hash") else []
    companions = [backend.tally_companion(model, long_list)] if long_list.is_tallied else []
    if has_search(model):
        companions.append(backend.search_companion(model, long_list))
    else:
        companions.append(sqlite.no_search_companion(model))
    return companions


def has_search(model: type[models.Model]) -> bool:
    """Whether this model has a search index in the connected database."""
    if getattr(model, "long_list", None) is None:
        return False
    return connection.vendor != "sqlite" or sqlite.has_trigrams()
