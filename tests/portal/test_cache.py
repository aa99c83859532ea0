"""An unavailable cache delays a request only briefly."""

import signal
import time
from pathlib import Path

import pytest
import redis
from django.conf import settings

from portal.cache import NoRetryRedisCache
from portal.supervisor import broker
from tests.processes import running

pytestmark = pytest.mark.timing

PARAMETERS = {"OPTIONS": settings.CACHES["default"]["OPTIONS"]}


def took(cache: NoRetryRedisCache) -> float:
    begun = time.monotonic()
    with pytest.raises(redis.exceptions.RedisError):
        cache.get("anything")
    return time.monotonic() - begun


def test_a_missing_cache_fails_at_once(tmp_path: Path) -> None:
    cache = NoRetryRedisCache(f"unix://{tmp_path}/nothing.sock", PARAMETERS)

    assert took(cache) < 0.5


def test_a_frozen_cache_fails_after_its_timeout(tmp_path: Path) -> None:
    socket = tmp_path / "valkey.sock"
    command = (
        str(broker.broker_binary()),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
    )
    with running(*command, environment={}, output=tmp_path / "log") as server:
        while not socket.exists():
            time.sleep(0.01)
        cache = NoRetryRedisCache(f"unix://{socket}", PARAMETERS)
        cache.set("anything", 1)
        assert cache.get("anything") == 1

        server.send_signal(signal.SIGSTOP)
        try:
            assert took(cache) < 3
        finally:
            server.send_signal(signal.SIGCONT)

        assert cache.get("anything") == 1
