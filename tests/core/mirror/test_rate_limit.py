"""One rate for the account, whoever asks; a pause that one is asked for holds for all."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.clients.console import Console
from core.clients.errors import ThrottledError
from core.mirror.rate import SharedRate
from tests.core.clients.stub_remote import stub_remote


@pytest.fixture(autouse=True)
def _nobody_waits_afterwards() -> Iterator[None]:
    yield
    redis.Redis.from_url(settings.CACHE_URL).delete(SharedRate.KEY)


def rates(count: int, per_second: float) -> list[SharedRate]:
    return [SharedRate(per_second, redis.Redis.from_url(settings.CACHE_URL)) for _ in range(count)]


def test_many_processes_together_keep_to_the_rate() -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(rate.wait) for rate in rates(4, 20) for _ in range(5)]:
            done.result()
    assert time.monotonic() - began >= 0.9, "20 requests at 20 a second"


def test_a_pause_holds_for_all() -> None:
    one, other = rates(2, 1000)
    one.pause(0.5)
    began = time.monotonic()
    other.wait()
    assert time.monotonic() - began >= 0.4


def test_who_has_no_patience_is_told_how_long_it_would_be_and_takes_no_turn() -> None:
    store = redis.Redis.from_url(settings.CACHE_URL)
    one, other = rates(2, 1 / 300)
    one.wait()
    next_slot = store.get(SharedRate.KEY)
    for _ in range(5):
        with pytest.raises(ThrottledError) as caught:
            other.wait(max_wait=0.2)
        assert 100 < caught.value.retry_after <= 300
    assert store.get(SharedRate.KEY) == next_slot, "the slot is still free for others"


def test_a_429_of_the_only_attempt_stops_the_others_and_not_the_caller() -> None:
    one, other = rates(2, 1000)
    with stub_remote() as remote:
        remote.status, remote.headers["Retry-After"] = 429, "30"
        console = Console(base_url=remote.url, region_url=remote.url, token="t", limit=one)
        with pytest.raises(ThrottledError):
            console.get("buckets/1", attempts=1)
        with pytest.raises(ThrottledError) as caught:
            other.wait(max_wait=2.0)
    assert 2 < caught.value.retry_after <= 30


def test_without_the_shared_store_a_pause_holds_for_the_process() -> None:
    rate = SharedRate(20, redis.Redis(port=1, retry=Retry(NoBackoff(), 0)))
    rate.pause(30)
    with pytest.raises(ThrottledError):
        rate.wait(max_wait=1)


def test_without_the_shared_store_a_process_keeps_to_the_rate_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rate = SharedRate(20, redis.Redis(port=1, retry=Retry(NoBackoff(), 0)))
    began = time.monotonic()
    for _ in range(5):
        rate.wait()
    assert time.monotonic() - began >= 0.19
    assert "can't be reached" in caplog.text


def test_a_slot_noted_before_the_stores_clock_was_set_back_holds_up_nobody() -> None:
    store = redis.Redis.from_url(settings.CACHE_URL)
    seconds, _ = store.time()
    store.set(SharedRate.KEY, (seconds + 3600) * 1_000_000)
    [rate] = rates(1, 20)
    rate.wait(max_wait=60)
