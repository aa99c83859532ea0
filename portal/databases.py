"""The database of `DATABASE_URL`, with what the portal needs of each kind."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

SCHEMES = ("sqlite:", "postgres:", "postgresql:")


def database_config(url: str, *, synchronous: str) -> dict[str, Any]:
    """The entry for Django's `DATABASES`. Raises ImproperlyConfigured for a kind not supported."""
    if not url.startswith(SCHEMES):
        # The URL isn't quoted, because it may contain a password.
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://")
    database: dict[str, Any] = environ.Env.db_url_config(url)
    if url.startswith("sqlite:"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        }
        set_synchronous(database, synchronous)
        # Nothing can happen to a file that opening it anew would mend.
        return database | {"CONN_MAX_AGE": None}
    options = database.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options.setdefault("application_name", "acr-portal")
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def set_synchronous(database: dict[str, Any], synchronous: str) -> None:
    """Set SQLite's `synchronous` for the connections opened from now on; not for PostgreSQL."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"]["init_command"] = (
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
        )
