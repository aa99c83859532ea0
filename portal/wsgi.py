"""The WSGI application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_people = get_wsgi_application()

from portal.health import readiness  # noqa: E402 - needs the apps
from portal.web.handlers import ServiceHandler, by_sender  # noqa: E402

application = by_sender(people=_people, services=ServiceHandler())
readiness.start_probes()
