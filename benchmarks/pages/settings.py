"""The portal's own settings, with the peer's admin beside its pages."""

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE, env

ROOT_URLCONF = "benchmarks.pages.peer"
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
if env.flag("PEER_WITHOUT_MIDDLEWARE"):
    # Only those without which an admin shows nothing.
    MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
