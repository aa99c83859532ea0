"""A probe reports its last results, and checks that hang."""

import threading
import time

import pytest

from portal.health import probe as probes
from portal.health.probe import CheckResult, Probe
from tests.waiting import eventually


def test_a_check_that_hangs_counts_as_failing_and_blocks_no_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probes, "HANG_TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(probes, "FIRST_RESULT_TIMEOUT_SECONDS", 0.1)
    thaw = threading.Event()
    hanging = Probe({"broker": lambda: str(thaw.wait())}, every=0)

    hanging.results()
    time.sleep(0.4)
    found = hanging.results()

    # Nobody has waited for the check, which still hangs.
    assert not thaw.is_set()
    assert found == {"broker": CheckResult(ok=False, detail="no answer")}
    thaw.set()


def test_a_check_that_recovers_counts_again() -> None:
    answers = iter([ConnectionError("gone"), None])

    def check() -> str:
        if error := next(answers, None):
            raise error
        return "answers"

    recovering = Probe({"broker": check}, every=0.05)

    assert not recovering.results()["broker"].ok
    answers_again = CheckResult(ok=True, detail="answers")
    assert eventually(lambda: recovering.results()["broker"] == answers_again)


def test_other_checks_are_not_run_when_the_first_one_fails() -> None:
    tried: list[str] = []

    def broken() -> str:
        raise ConnectionError("host db.internal, user portal")

    def other() -> str:
        tried.append("tables")
        return "there"

    found = Probe({"database": broken, "tables": other}, every=60).results()

    assert found["database"] == CheckResult(ok=False, detail="ConnectionError")
    assert found["tables"] == CheckResult(ok=False, detail="needs the database")
    assert tried == []


def test_what_fails_is_looked_at_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "RETRY_SECONDS", 0.05)
    answers = iter([ConnectionError("starting")])

    def check() -> str:
        if error := next(answers, None):
            raise error
        return "answers"

    starting = Probe({"broker": check}, every=3600)

    assert not starting.results()["broker"].ok
    assert eventually(lambda: starting.results()["broker"].ok)
