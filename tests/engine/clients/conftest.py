from collections.abc import Iterator

import pytest

from tests.engine.clients.tls import Authority, Front
from tests.engine.running import Running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def proxy(engine: Running, authority: Authority) -> Iterator[Front]:
    """An https proxy that leads every host of the cloud to the engine."""
    front = Front(authority, engine.port, proxy=True)
    yield front
    front.stop()


@pytest.fixture(scope="session")
def https(engine: Running, authority: Authority) -> Iterator[Front]:
    """The engine on an https port of localhost."""
    front = Front(authority, engine.port, proxy=False)
    yield front
    front.stop()
