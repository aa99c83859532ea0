"""The log: one line for each record, without secrets and expected failures of health checks."""

import logging
import re
from typing import Any

# Of callbacks and of presigned uploads.
SECRET_IN_PATH = re.compile(r"(/hooks/fs/|/api/presigned/)[^/?#\s]+")
HEALTH = ("/healthz", "/readyz")


class SecretFilter(logging.Filter):
    """Masks the secrets in addresses, and drops the log lines of failing health checks."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.name == "django.request" and message.endswith(HEALTH):
            return False
        if SECRET_IN_PATH.search(message):
            record.msg, record.args = SECRET_IN_PATH.sub(r"\1***", message), None
        return True


def logging_config(level: str) -> dict[str, Any]:
    """Django's LOGGING: lines to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(levelname).1s %(name)s: %(message)s"}},
        "filters": {"discreet": {"()": "portal.logs.SecretFilter"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["discreet"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        # The ledger shows what ran; a line for every message would bury the others.
        "loggers": {
            name: {"level": "WARNING"}
            for name in ("celery.app.trace", "celery.worker.strategy", "celery.beat")
        },
    }
