"""Waits until the running portal says itself that it is ready."""

import contextlib
import http.client
import json
import threading
from collections.abc import Callable

from django.conf import settings

from portal.supervisor import console

EVERY_SECONDS = 0.2
IMPATIENT_AFTER = 30.0


def announce(stopping: threading.Event, report: Callable[[], None]) -> threading.Thread:
    """Call `report` once the portal is ready, from a thread of its own."""
    thread = threading.Thread(target=_wait, args=(stopping, report), name="readiness", daemon=True)
    thread.start()
    return thread


def _wait(stopping: threading.Event, report: Callable[[], None]) -> None:
    impatient_at = console.elapsed() + IMPATIENT_AFTER
    while not stopping.wait(EVERY_SECONDS):
        failing = failing_checks(settings.HOST, settings.PORT)
        if not failing:
            report()
            return
        if console.elapsed() > impatient_at:
            console.say(f"Still waiting for: {', '.join(failing)}")
            impatient_at = console.elapsed() + IMPATIENT_AFTER


def failing_checks(host: str, port: int) -> list[str]:
    """The names of the checks that `/readyz` reports as failing; `web` when nothing answers."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(local, port, timeout=2)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            checks = json.loads(connection.getresponse().read())["checks"]
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return ["web"]
    return [name for name, check in checks.items() if check["required"] and not check["ok"]]
