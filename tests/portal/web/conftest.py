"""The front on a real server, with one process and two threads."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from portal.supervisor.commands import web_server
from tests.isolation import clean_environment, free_port
from tests.portal.web.peers import Server
from tests.processes import running
from tests.waiting import eventually

StartServer = Callable[..., Server]


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    with ExitStack() as stack:

        def start(**environment: str) -> Server:
            folder = tmp_path_factory.mktemp("front")
            port = free_port()
            process = stack.enter_context(
                running(
                    *web_server(
                        "tests.portal.web.small_app:application",
                        host="127.0.0.1",
                        port=port,
                        workers=1,
                    ),
                    environment=clean_environment(FRONT_FOLDER=str(folder), **environment),
                    output=folder / "log",
                )
            )
            eventually(lambda: _listens(port))
            return Server(port=port, folder=folder, process=process)

        yield start


@pytest.fixture(scope="module")
def server(start_server: StartServer) -> Server:
    return start_server()


@pytest.fixture(scope="module")
def patient_server(start_server: StartServer) -> Server:
    """A server that finds nobody too slow: what a test sees has no other cause."""
    return start_server(FRONT_PATIENT="1")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
