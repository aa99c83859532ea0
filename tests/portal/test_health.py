"""Health endpoints answer without signing in, from the last results."""

import pytest
from django.test import Client

from portal.health import readiness
from portal.health.probe import Probe, ProbeFailedError


def test_healthz_answers_without_signing_in_and_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_health_refuses_other_methods(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


def test_a_silent_worker_makes_the_portal_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> str:
        raise ProbeFailedError("silent for 99 s")

    probe = Probe({"database": lambda: "here", "fast worker": silent}, every=60)
    monkeypatch.setattr(readiness, "PROBES", (probe,))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "checks": {
            "database": {"ok": True, "detail": "here", "required": True},
            "fast worker": {"ok": False, "detail": "silent for 99 s", "required": True},
        },
    }


def test_an_unreachable_remote_is_reported_and_does_not_fail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> str:
        raise ConnectionRefusedError(111, "tcp://10.0.0.7")

    monkeypatch.setattr(readiness, "PROBES", (Probe({"remote": unreachable}, every=60),))

    response = client.get("/readyz")

    assert response.status_code == 200
    remote = response.json()["checks"]["remote"]
    assert remote == {"ok": False, "detail": "ConnectionRefusedError", "required": False}
