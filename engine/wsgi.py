"""The engine as a WSGI application."""

import os
import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

os.environ["DJANGO_SETTINGS_MODULE"] = "engine.settings"

from django.core.wsgi import get_wsgi_application

from engine.body import guarded
from engine.orphan import end_with_parent

django_application = get_wsgi_application()
# The server's own process may be killed; this one must not go on answering in its place.
end_with_parent()

DOUBLED = re.compile("/{2,}")


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    # At least one client posts to //v1/identify, which the cloud answers; and it knows no
    # difference between an address with a slash at its end and one without.
    path = DOUBLED.sub("/", environ.get("PATH_INFO", "/"))
    environ["PATH_INFO"] = path.rstrip("/") or "/"
    guarded(environ)
    return django_application(environ, start_response)
