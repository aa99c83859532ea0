"""The portal's own settings, with the peer's view beside its own."""

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE, env
from portal.web import handlers

ROOT_URLCONF = "benchmarks.callbacks.peer"
ALLOWED_HOSTS = ["127.0.0.1"]
if env.flag("PEER_WITHOUT_MIDDLEWARE"):
    MIDDLEWARE = []
    handlers.SERVICE_MIDDLEWARE = ()
