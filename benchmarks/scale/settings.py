"""The portal's own settings, with its connections kept, pooled, or opened for each request."""

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, env

ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
match env.text("CONNECTIONS", "kept"):
    case "pooled":
        # Django refuses a pool beside connections that are kept.
        DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8}
    case "new":
        DATABASES["default"] |= {"CONN_MAX_AGE": 0}
