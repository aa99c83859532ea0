"""Checks that run repeatedly on a thread of their own, so that no request waits for them."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connections

Check = Callable[[], str]

# A check that takes longer hangs: its broker or database is frozen.
HANG_TIMEOUT_SECONDS = 8.0
FIRST_RESULT_TIMEOUT_SECONDS = 2.0
# While something fails, as at each start, it is looked for more often.
RETRY_SECONDS = 0.5


class ProbeFailedError(Exception):
    """Why a check fails, in words that may be public."""


@dataclass(frozen=True)
class CheckResult:
    ok: bool
    detail: str


class Probe:
    """Checks of one service, run one after another every `every` seconds while all are well.

    A check returns a detail or raises. When the first one fails, the service is down and the
    others are not run.
    """

    def __init__(self, checks: Mapping[str, Check], *, every: float) -> None:
        self._checks = checks
        self._every = every
        self._results = self._all_failing("not checked yet")
        self._checked_at = time.monotonic()
        self._has_results = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def results(self) -> dict[str, CheckResult]:
        """The last results, at once; only the first call waits for them."""
        self.start()
        self._has_results.wait(FIRST_RESULT_TIMEOUT_SECONDS)
        if time.monotonic() - self._checked_at > self._every + HANG_TIMEOUT_SECONDS:
            return self._all_failing("no answer")
        return self._results

    def start(self) -> None:
        with self._starting:
            if self._thread is None:
                name = f"probe of {next(iter(self._checks))}"
                self._thread = threading.Thread(target=self._run, name=name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._results = self._run_checks()
            self._checked_at = time.monotonic()
            self._has_results.set()
            is_well = all(result.ok for result in self._results.values())
            time.sleep(self._every if is_well else min(self._every, RETRY_SECONDS))

    def _run_checks(self) -> dict[str, CheckResult]:
        first, *_ = self._checks
        results = {first: _run_check(self._checks[first])}
        if not results[first].ok:
            connections.close_all()
            return self._all_failing(f"needs the {first}") | results
        return {
            name: results.get(name) or _run_check(check) for name, check in self._checks.items()
        }

    def _all_failing(self, detail: str) -> dict[str, CheckResult]:
        return {name: CheckResult(ok=False, detail=detail) for name in self._checks}


def _run_check(check: Check) -> CheckResult:
    try:
        return CheckResult(ok=True, detail=check())
    except ProbeFailedError as failing:
        return CheckResult(ok=False, detail=str(failing))
    except Exception as error:
        # A driver's message names hosts and users, and this is public.
        return CheckResult(ok=False, detail=type(error).__name__)
