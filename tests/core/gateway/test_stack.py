"""A list that is too long for a page, over the portal's own server."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.core.mirror.portal_and_remote import PortalAndRemote
from tests.engines import ROOT
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

FILES = 2500
# Twice as many as may have a long page made for them at once.
PEERS = 8


@pytest.fixture(scope="module")
def account(portal: Portal) -> PortalAndRemote:
    return PortalAndRemote(portal)


@pytest.fixture(scope="module")
def bucket(account: PortalAndRemote) -> int:
    """A mirrored bucket of many files."""
    before = _bucket_ids(account)
    generate = [sys.executable, "-m", "engine", "generate", "--seed", "11", "--buckets", "1"]
    subprocess.run(
        [*generate, "--files", str(FILES)], cwd=ROOT, env=account.portal.environment, check=True
    )
    (made,) = _bucket_ids(account) - before
    account.await_end(account.start_pass("buckets"))
    account.await_end(account.start_pass("files", made))
    return made


def test_a_list_comes_whole_beside_peers_that_do_not_read(
    account: PortalAndRemote, bucket: int
) -> None:
    address = f"{account.portal.url}/api/buckets/{bucket}/files?per_page=10000000"
    with peers_that_do_not_read(address, str(account.service.headers["Authorization"])):
        answer = eventually(partial(_answer, account, address))
    assert answer is not None
    rows = answer.json()["data"]
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert len({row["id"] for row in rows}) == len(rows) == FILES
    assert answer.json()["meta"]["total"] == FILES


def _answer(account: PortalAndRemote, address: str) -> requests.Response | None:
    """None while so many long pages are made that this one has to wait."""
    answer = account.service.get(address, timeout=60)
    if answer.status_code == 429:
        return None
    assert answer.status_code == 200, answer.text
    return answer


@contextmanager
def peers_that_do_not_read(address: str, authorization: str) -> Iterator[None]:
    url = urlsplit(address)
    request = (
        f"GET {url.path}?{url.query} HTTP/1.1\r\n"
        f"Host: {url.netloc}\r\nAuthorization: {authorization}\r\n\r\n"
    )
    with ExitStack() as stack:
        for _ in range(PEERS):
            peer = stack.enter_context(socket.socket())
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.connect((url.hostname, url.port))
            peer.sendall(request.encode())
        yield


def _bucket_ids(account: PortalAndRemote) -> set[int]:
    rows: list[dict[str, Any]] = account.at_remote("GET", "/api/buckets?per_page=1000")["data"]
    return {row["id"] for row in rows}
