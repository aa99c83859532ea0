"""The engine as a WSGI application."""

import os
import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

os.environ["DJANGO_SETTINGS_MODULE"] = "engine.settings"

from django.core.wsgi import get_wsgi_application

from engine.parent_watch import end_with_parent
from engine.wire.request_body import check_body_length

django_application = get_wsgi_application()
# The server's main process may be killed; this one must not continue to answer in its place.
end_with_parent()

REPEATED_SLASHES = re.compile("/{2,}")


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    # At least one client posts to //v1/identify, which the cloud accepts, as it does paths with
    # and without a trailing slash.
    path = REPEATED_SLASHES.sub("/", environ.get("PATH_INFO", "/"))
    environ["PATH_INFO"] = path.rstrip("/") or "/"
    check_body_length(environ)
    return django_application(environ, start_response)
