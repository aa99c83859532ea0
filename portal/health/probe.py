"""Checks that run on a thread of their own, again and again, so that no request waits for them."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connections

Check = Callable[[], str]

# A check that is silent for so long hangs: its broker or database is frozen.
SILENT_AFTER_SECONDS = 8.0
FIRST_ANSWER_SECONDS = 2.0


class Failing(Exception):
    """Why a check fails, in words that may be shown to anybody."""


@dataclass(frozen=True)
class Finding:
    ok: bool
    detail: str


class Probe:
    """Checks that need the same thing, made one after another every few seconds.

    A check returns a detail or raises. The first one asks for the thing itself: when it fails, the
    others aren't tried.
    """

    def __init__(self, checks: Mapping[str, Check], *, every: float) -> None:
        self._checks = checks
        self._every = every
        self._findings = self._all_failing("not checked yet")
        self._found_at = time.monotonic()
        self._answered = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def findings(self) -> dict[str, Finding]:
        """The last findings, at once; only the very first may take a moment."""
        self.start()
        self._answered.wait(FIRST_ANSWER_SECONDS)
        if time.monotonic() - self._found_at > self._every + SILENT_AFTER_SECONDS:
            return self._all_failing("no answer")
        return self._findings

    def start(self) -> None:
        with self._starting:
            if self._thread is None:
                name = f"probe of {next(iter(self._checks))}"
                self._thread = threading.Thread(target=self._run, name=name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._findings = self._look()
            self._found_at = time.monotonic()
            self._answered.set()
            time.sleep(self._every)

    def _look(self) -> dict[str, Finding]:
        first, *_ = self._checks
        findings = {first: _made(self._checks[first])}
        if not findings[first].ok:
            connections.close_all()
            return self._all_failing(f"needs the {first}") | findings
        return {name: findings.get(name) or _made(check) for name, check in self._checks.items()}

    def _all_failing(self, detail: str) -> dict[str, Finding]:
        return {name: Finding(ok=False, detail=detail) for name in self._checks}


def _made(check: Check) -> Finding:
    try:
        return Finding(ok=True, detail=check())
    except Failing as failing:
        return Finding(ok=False, detail=str(failing))
    except Exception as error:
        # What a driver says names hosts and users, and this is shown to anybody.
        return Finding(ok=False, detail=type(error).__name__)
