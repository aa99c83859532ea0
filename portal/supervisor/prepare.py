"""Prepares the portal's own data. A process of its own, so that the supervisor stays small.

Standard error tells the progress; standard output is what must be read at the end.
"""

import os
import sys
import time
from collections.abc import Callable
from io import StringIO

import django
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils.module_loading import import_string

from portal.supervisor import static_files


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    # Its module needs the apps, which are there only now.
    schema_refused: type[Exception] = import_string("mirror.schema.SchemaRefused")
    try:
        call_command("check", stdout=StringIO())
        timed("database", lambda: call_command("migrate", interactive=False, verbosity=0))
        timed("static files", static_files.collect)
        timed("first user", lambda: call_command("ensure_admin"))
    except DatabaseError as error:
        return refuse(f"the database can't be used: {error}")
    except (CommandError, OSError, schema_refused) as error:
        return refuse(str(error))
    return 0


def refuse(reason: str) -> int:
    print(f"error: {' '.join(reason.split())}", file=sys.stderr)
    return 1


def timed(name: str, step: Callable[[], object]) -> None:
    begun = time.monotonic()
    step()
    print(f"{name} ready ({time.monotonic() - begun:.1f} s)", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
