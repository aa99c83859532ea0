"""What a portal under load needs beside its web server."""

import contextlib
import os
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command

from portal import broker_paths
from portal.supervisor import broker, preflight
from tests.processes import running


def prepare() -> None:
    """Make the tables and collect the static files."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextlib.contextmanager
def running_broker() -> Iterator[None]:
    """The embedded broker, which is the cache as well."""
    folder = broker_paths.broker_folder(settings.DATA_DIR)
    command = broker.broker_command()
    log = settings.DATA_DIR / "broker.log"
    with (
        preflight.private_folder(folder),
        running(*command.arguments, environment=dict(os.environ), output=log) as process,
    ):
        broker.wait_until_up(lambda: process.poll() is not None)
        yield
