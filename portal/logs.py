"""Filters for log records: secrets are removed, expected health failures are dropped."""

import logging
import re

CALLBACK_SECRET = re.compile(r"(/hooks/fs/)[^/?#\s]+")
HEALTH = ("/healthz", "/readyz")


class SecretFilter(logging.Filter):
    """Masks the secret of callback URLs, and drops the log lines of failing health checks."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.name == "django.request" and message.endswith(HEALTH):
            return False
        if CALLBACK_SECRET.search(message):
            record.msg, record.args = CALLBACK_SECRET.sub(r"\1***", message), None
        return True
