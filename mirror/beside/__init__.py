"""What triggers keep beside a long list: its tally and its search index.

Both follow the table within the transaction that changes it, whoever writes.
"""

from django.db import connection, models

from mirror.beside import postgres, sqlite
from mirror.beside.part import Part


def parts_of(model: type[models.Model]) -> list[Part]:
    """What stands beside this model's table in the connected database."""
    long_list = getattr(model, "long_list", None)
    if long_list is None:
        return []
    rooms = sqlite if connection.vendor == "sqlite" else postgres
    parts = [rooms.tally(model, long_list)]
    if has_search(model):
        parts.append(rooms.search(model, long_list))
    else:
        parts.append(sqlite.no_search(model))
    return parts


def has_search(model: type[models.Model]) -> bool:
    """Whether this model is searched by an index here."""
    if getattr(model, "long_list", None) is None:
        return False
    return connection.vendor != "sqlite" or sqlite.has_trigrams()


__all__ = ["Part", "has_search", "parts_of"]
