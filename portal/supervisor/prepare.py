"""Prepares the portal's data: database, static files, first user.

Runs as a process of its own, so that the supervisor never loads Django's apps. Progress goes to
standard error; standard output holds what the supervisor prints once the portal is ready.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils.module_loading import import_string

STATIC_STAMP = ".collected"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    # Its module can be imported only after django.setup().
    schema_refused: type[Exception] = import_string("core.mirror.schema.build.SchemaRefusedError")
    try:
        call_command("check", stdout=StringIO())
        timed("database", lambda: call_command("migrate", interactive=False, verbosity=0))
        timed("static files", collect_static)
        timed("first user", lambda: call_command("ensure_admin"))
    except DatabaseError as error:
        return fail(f"the database can't be used: {error}")
    except (CommandError, OSError, schema_refused) as error:
        return fail(str(error))
    return 0


def fail(reason: str) -> int:
    print(f"error: {' '.join(reason.split())}", file=sys.stderr)
    return 1


def timed(name: str, step: Callable[[], object]) -> None:
    started_at = time.monotonic()
    step()
    print(f"{name} ready ({time.monotonic() - started_at:.1f} s)", file=sys.stderr, flush=True)


def collect_static() -> None:
    """Run collectstatic, unless no static file changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """A digest over the name, size and modification time of every static file."""
    content = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            content.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return content.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
