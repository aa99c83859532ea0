"""What a client that waits for its upload is told when the web server is stopped."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import requests

from tests.core.uploads.portal_client import PortalClient
from tests.recordings import recording
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

WAITING = 4


def test_who_waits_for_an_upload_is_told_where_to_look(portal: Portal) -> None:
    client = PortalClient(portal)
    token = portal.manage("token", "create", "stopped", "--user", "admin").split()[-1]
    bucket = client.new_bucket()
    slow = {"act": "delay", "seconds": 30, "method": "POST", "path": "/api/buckets/*/files"}
    client.remote("POST", "engine/faults", json=slow)
    titles = [f"piece {number}" for number in range(WAITING)]

    def upload(title: str) -> requests.Response:
        return requests.post(
            f"{portal.url}/api/buckets/{bucket}/files",
            {"title": title, "data_type": "audio"},
            files={"file": (f"{title}.wav", recording(1), "audio/wav")},
            headers={"Authorization": f"Bearer {token}"},
            timeout=120,
        )

    def requests_under_way() -> int:
        return int(client.remote("GET", "engine/faults")["data"][0]["hits"])

    with ThreadPoolExecutor(WAITING) as pool:
        uploads = [pool.submit(upload, title) for title in titles]
        eventually(lambda: requests_under_way() == WAITING)
        portal.process("web").terminate()
        answers = [upload.result() for upload in uploads]
    client.remote("DELETE", "engine/faults")

    assert {answer.status_code for answer in answers} == {202}
    for title, answer in zip(titles, answers, strict=True):
        address = portal.url + answer.headers["Location"]
        shown = eventually(partial(shown_upload, address, token))
        assert shown["title"] == title
        assert shown["state"] not in {"failed", "cancelled"}


def shown_upload(address: str, token: str) -> Any:
    """What the web server that was started anew tells of an upload; None before it answers."""
    try:
        answer = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    except requests.ConnectionError:
        return None
    return answer.json() if answer.ok else None
