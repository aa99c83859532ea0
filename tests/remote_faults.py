"""Faults that the engine injects into its answers for the duration of a block."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import requests

from tests.engines import Engine


@contextlib.contextmanager
def fault(engine: Engine, act: str, **options: Any) -> Iterator[None]:
    """Something goes wrong at the remote until the end of the block."""
    address = f"{engine.origin}/engine/faults"
    headers = {"Authorization": f"Bearer {engine.token}"}
    requests.post(
        address, json={"act": act, **options}, headers=headers, timeout=10
    ).raise_for_status()
    try:
        yield
    finally:
        requests.delete(address, headers=headers, timeout=10).raise_for_status()


@contextlib.contextmanager
def recorded(engine: Engine, path: str) -> Iterator[Callable[[], list[str]]]:
    """The paths of the requests that the remote gets until the end of the block, oldest first."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {engine.token}"
    address = f"{engine.origin}/engine"
    session.delete(f"{address}/events", timeout=10).raise_for_status()
    on = {"on": True, "path": path}
    session.put(f"{address}/record", json=on, timeout=10).raise_for_status()

    def paths() -> list[str]:
        events = session.get(f"{address}/events?kind=request", timeout=10).json()["data"]
        return [event["body"]["path"] for event in events]

    try:
        yield paths
    finally:
        session.put(f"{address}/record", json={"on": False}, timeout=10).raise_for_status()
