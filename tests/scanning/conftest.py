"""What several files of tests begin with: a container, and a file whose scan has ended."""

import pytest

from scanning.models import Container, ScannedFile, ScanState
from tests.engines import Engine
from tests.scanning.recordings import await_scan, new_container, send_and_mirror


@pytest.fixture
def container(engine: Engine) -> Container:
    return new_container()


@pytest.fixture
def ended(engine: Engine, container: Container) -> ScannedFile:
    """Its scan has ended at the remote, and the mirror doesn't know yet."""
    file = send_and_mirror(engine, container)
    await_scan(engine, file, container)
    assert ScannedFile.objects.get().state == ScanState.PROCESSING
    return file
