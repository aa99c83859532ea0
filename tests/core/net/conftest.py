from collections.abc import Iterator

import pytest

from tests.engine.web import Web


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.stop()
