"""What triggers maintain beside a long list: its tally and its search index.

Both change in the transaction that changes the table, whoever writes.
"""

from django.db import connection, models

from core.mirror.triggers import postgres, sqlite
from core.mirror.triggers.companion import TableCompanion


def companions_of(model: type[models.Model]) -> list[TableCompanion]:
    """What belongs beside this model's table in the connected database."""
    long_list = getattr(model, "long_list", None)
    if long_list is None:
        return []
    backend = sqlite if connection.vendor == "sqlite" else postgres
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
