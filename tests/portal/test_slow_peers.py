"""A portal beside a thousand peers of one address that stop in the middle of their bodies."""

import sys
import time
from statistics import median

import pytest
import requests

from tests.portal.web.peers import slow_bodies
from tests.scanning.admin_client import AdminClient
from tests.scanning.callbacks import callback_body
from tests.stack import running_portal

SLOW_PEERS = 1000
ANSWERED_WITHIN_SECONDS = 1.0


@pytest.mark.timing
@pytest.mark.timeout(300)
def test_a_thousand_slow_peers_hinder_nobody() -> None:
    with running_portal(demo=False) as portal:
        admin = AdminClient(portal)
        hook = admin.callback_path(admin.new_container("Beside slow peers"))
        paths = [hook, "/login/"] * (SLOW_PEERS // 2)
        seconds: dict[str, list[float]] = {}
        with slow_bodies(portal, paths):
            for _ in range(10):
                for name, method, path, body in (
                    ("callback", "POST", hook, callback_body()),
                    ("sign-in", "GET", "/login/", b""),
                    ("healthz", "GET", "/healthz", b""),
                ):
                    begun = time.monotonic()
                    answer = requests.request(method, portal.url + path, data=body, timeout=30)
                    assert answer.status_code == 200
                    seconds.setdefault(name, []).append(time.monotonic() - begun)
        for name, times in seconds.items():
            sys.stdout.write(f"{name}: median {median(times):.3f} s, worst {max(times):.3f} s\n")
        assert max(max(times) for times in seconds.values()) <= ANSWERED_WITHIN_SECONDS
