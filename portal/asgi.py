"""The application that the web server runs: the event loop's front before Django's WSGI."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from portal.wsgi import application as wsgi_application

from core.accounts.http import is_trusted_proxy  # isort: skip - needs the apps
from core.accounts.senders import is_known_sender  # isort: skip
from core.uploads.presigned import is_presigned_sender  # isort: skip
from core.uploads.spool import MIN_FREE_BYTES  # isort: skip
from portal.web.body import Receive
from portal.web.front import Front
from portal.web.limits import limits_for
from portal.web.process import allow_many_connections, announce_stop
from portal.web.response import Send

RESERVED_THREADS = 8


def _is_known_sender(environ: dict[str, Any]) -> bool:
    """As Django does around a request: a connection that broke is not used again."""
    close_old_connections()
    try:
        return is_presigned_sender(environ) or is_known_sender(environ)
    finally:
        close_old_connections()


allow_many_connections()
_front = Front(
    wsgi_application,
    limits=limits_for(upload_max_bytes=settings.UPLOAD_MAX_BYTES, free_disk_bytes=MIN_FREE_BYTES),
    folder=settings.DATA_DIR,
    threads=settings.WEB_THREADS,
    reserved_threads=RESERVED_THREADS,
    is_known_sender=_is_known_sender,
    is_trusted_proxy=is_trusted_proxy,
)


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    announce_stop()
    await _front(scope, receive, send)
