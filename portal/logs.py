"""What must not stand in a log, or is no news there."""

import logging
import re

CALLBACK_SECRET = re.compile(r"(/hooks/fs/)[^/?#\s]+")
HEALTH = ("/healthz", "/readyz")


class Discreet(logging.Filter):
    """Cuts the secret out of callback addresses, and leaves out failing health requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.name == "django.request" and message.endswith(HEALTH):
            return False
        if CALLBACK_SECRET.search(message):
            record.msg, record.args = CALLBACK_SECRET.sub(r"\1***", message), None
        return True
