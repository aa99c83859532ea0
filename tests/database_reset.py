"""Emptying the database after a test that commits.

Django's flush empties every table and then emits `post_migrate`, which builds permissions, roles
and the mirror's schema check anew. What migrations put into tables never changes in a test, so
those tables are left alone and nothing has to be rebuilt.
"""

import time

from django.apps import apps
from django.db import OperationalError, connection, transaction

# Filled by migrations and `post_migrate`; no test changes them.
STATIC_TABLES = frozenset(
    {
        "django_content_type",
        "auth_permission",
        "auth_group",
        "auth_group_permissions",
    }
)
ATTEMPTS = 5


def reset_database() -> None:
    """Delete the rows of every table that tests write, those of the unmanaged models included.

    A background thread of the code under test may still be writing: a deadlock or a locked
    database is tried again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _delete_all_rows()
        except OperationalError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.2 * attempt)
        else:
            return


def _delete_all_rows() -> None:
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models} - STATIC_TABLES
    # Foreign keys are checked at the end of the transaction, so the order doesn't matter.
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
