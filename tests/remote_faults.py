"""Faults that the engine injects into its answers for the duration of a block."""

import contextlib
from collections.abc import Iterator
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
