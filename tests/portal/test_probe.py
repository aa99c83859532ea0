"""A probe tells what it found, and when it hangs."""

import threading
import time

import pytest

from portal.health import probe as probes
from portal.health.probe import Finding, Probe


def test_a_check_that_hangs_counts_as_failing_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probes, "SILENT_AFTER_SECONDS", 0.3)
    monkeypatch.setattr(probes, "FIRST_ANSWER_SECONDS", 0.1)
    thaw = threading.Event()
    hanging = Probe({"broker": lambda: str(thaw.wait(20))}, every=0)
    begun = time.monotonic()

    hanging.findings()
    time.sleep(0.4)
    found = hanging.findings()

    assert found == {"broker": Finding(ok=False, detail="no answer")}
    assert time.monotonic() - begun < 5
    thaw.set()


def test_a_check_that_recovers_counts_again() -> None:
    answers = iter([ConnectionError("gone"), None])

    def check() -> str:
        if error := next(answers, None):
            raise error
        return "answers"

    recovering = Probe({"broker": check}, every=0.05)

    assert not recovering.findings()["broker"].ok
    time.sleep(0.3)
    assert recovering.findings()["broker"] == Finding(ok=True, detail="answers")


def test_what_needs_the_first_check_is_not_tried_without_it() -> None:
    tried: list[str] = []

    def broken() -> str:
        raise ConnectionError("host db.internal, user portal")

    def other() -> str:
        tried.append("tables")
        return "there"

    found = Probe({"database": broken, "tables": other}, every=60).findings()

    assert found["database"] == Finding(ok=False, detail="ConnectionError")
    assert found["tables"] == Finding(ok=False, detail="needs the database")
    assert tried == []
