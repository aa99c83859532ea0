"""The main job by REST, as another service does it with a token of the portal's own."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests import story
from tests.stack import Portal

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
SOON = 120.0


class Service:
    """A client of the gateway."""

    def __init__(self, portal: Portal) -> None:
        self._api = f"{portal.url}/api"
        self._session = requests.Session()
        token = portal.manage("token", "create", "story", "--user", "admin").split()[-1]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, **body: Any) -> Any:
        answer = self._session.request(method, f"{self._api}/{path}", timeout=90, **body)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def awaited(look: Callable[[], Any], what: str) -> Any:
    """The first true thing that `look` finds."""
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise AssertionError(f"waited in vain for {what}")


def test_a_recording_goes_through(portal: Portal) -> None:
    service = Service(portal)
    fields: dict[str, Any] = {"name": "music", "type": "File", "region": "eu-west-1"}
    bucket = service.call("POST", "buckets", json=fields | {"labels": ["Music"]})["data"]["id"]

    sound = {"file": (f"{story.TITLE}.mp3", story.music(), "audio/mpeg")}
    form = {"data_type": "audio", "title": story.TITLE}
    files = f"buckets/{bucket}/files"
    uploaded = service.call("POST", files, data=form, files=sound)["data"]
    assert uploaded["title"] == story.TITLE
    awaited(
        lambda: service.call("GET", f"{files}/{uploaded['id']}")["data"][0]["state"] == 1,
        "the piece to be ready",
    )

    fields = {
        "name": "programmes",
        "region": "eu-west-1",
        "audio_type": "linein",
        "buckets": [bucket],
        "engine": 1,
        "policy": {"type": "traverse", "interval": 0, "rec_length": 10},
    }
    container = service.call("POST", "fs-containers", json=fields)["data"]["id"]
    recordings = f"fs-containers/{container}/files"
    sound = {"file": ("programme.mp3", story.recording(), "audio/mpeg")}
    sent = service.call("POST", recordings, data={"data_type": "audio"}, files=sound)["data"]
    found = awaited(
        lambda: _results(service.call("GET", f"{recordings}/{sent['id']}")), "the results"
    )
    assert [one["result"]["title"] for one in found] == [story.TITLE]
    assert found[0]["offset"] == pytest.approx(story.PLAYS_FROM, abs=2)
    assert found[0]["played_duration"] == pytest.approx(story.PLAYS_TO - story.PLAYS_FROM, abs=3)
    assert found[0]["result"]["acrid"] == uploaded["acr_id"]

    service.call("PUT", f"{recordings}/{sent['id']}/rescan")
    service.call("DELETE", f"{recordings}/{sent['id']}")
    service.call("DELETE", f"{files}/{uploaded['id']}")
    listed = service.call("GET", files)
    assert (listed["data"], listed["meta"]["total"]) == ([], 0)


def _results(answer: Any) -> list[Any]:
    file = answer["data"][0]
    custom: list[Any] = (file.get("results") or {}).get("custom_files") or []
    return custom if file["state"] == 1 else []
