"""Each operation of the gateway answers as the remote does: status, fields, their order, values.

The remote is the engine, asked directly. What only looks is asked of both about one object, and the
answers are equal; what changes something is done by each to an object of its own, made alike, and
only what the remote numbers and dates anew may differ.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.clients.console import Console
from core.mirror import services
from tests.core.accounts.actors import issued, service
from tests.core.gateway.test_refusals import ENDPOINTS, FILE
from tests.core.mirror.conftest import FullPass, account, full_pass, run_now
from tests.engines import Engine
from tests.recordings import recording
from tests.waiting import eventually

__all__ = ["account", "full_pass"]

pytestmark = pytest.mark.django_db(transaction=True)

RESOURCES = ("buckets", "files", "channels", "projects", "containers", "scanned-files")
# What the remote numbers, draws or dates by itself.
ITS_OWN = {
    "id", "bucket_id", "cid", "acr_id", "node", "access_key", "access_secret", "created_at",
    "updated_at", "presigned_url", "key",
}  # fmt: skip
NAMES = {"name": "Radio", "region": "eu-west-1"}
WAV = recording(2.0)


class Step(NamedTuple):
    """One request. A path names the objects in braces; `file` is sent in a form."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    file: bool = False


class Answer(NamedTuple):
    status: int
    content_type: str
    body: Any


def get(path: str) -> Step:
    return Step("get", path)


def form(path: str, **body: Any) -> Step:
    return Step("post", path, body, file=True)


BUCKETS, FILES = "/api/buckets", "/api/buckets/{bucket}/files"
CHANNELS = "/api/buckets/{live}/channels"
PROJECTS = "/api/base-projects"
CONTAINERS, SCANS = "/api/fs-containers", "/api/fs-containers/{container}/files"
NEW_PROJECT = {**NAMES, "type": "AVR", "buckets": ["{bucket}"], "external_ids": ["isrc"]}
NEW_CONTAINER = {**NAMES, "engine": 1, "buckets": ["{bucket}"], "callback_url": "https://x.example"}

# By method and address as `test_refusals` lists them.
OPERATIONS: dict[tuple[str, str], list[Step]] = {
    ("get", "/api/buckets"): [
        get(BUCKETS), get(f"{BUCKETS}?per_page=2&page=2"), get(f"{BUCKETS}?type=Live"),
        get(f"{BUCKETS}?search=radio&page=0&per_page=1"), get(f"{BUCKETS}?region=us-west-2"),
    ],
    ("post", "/api/buckets"): [
        Step("post", BUCKETS, NAMES),
        Step("post", BUCKETS, {**NAMES, "labels": ["Music"], "type": "Live", "net_type": 2}),
        Step("post", BUCKETS, {"region": "mars"}),
    ],
    ("get", "/api/buckets/1"): [get(f"{BUCKETS}/{{bucket}}"), get(f"{BUCKETS}/999999")],
    ("put", "/api/buckets/1"): [
        Step("put", f"{BUCKETS}/{{bucket}}", {"name": "Else", "labels": ["Ads"]}),
        Step("put", f"{BUCKETS}/{{bucket}}", {"metadata_template": '{"artist": ""}'}),
        Step("put", f"{BUCKETS}/{{bucket}}", {"metadata_template": "{"}),
        Step("put", f"{BUCKETS}/999999", {"name": "Else"}),
    ],
    ("delete", "/api/buckets/1"): [
        Step("delete", f"{BUCKETS}/{{bucket}}"), Step("delete", f"{BUCKETS}/{{empty}}"),
        Step("delete", f"{BUCKETS}/{{empty}}"),
    ],
    ("get", "/api/buckets/1/files"): [
        get(FILES), get(f"{FILES}?search=tide"), get(f"{FILES}?keyword=tide&state=1"),
        get(f"{FILES}?sort=created_at&order=desc"), get(f"{FILES}?state=-1"),
        get("/api/buckets/23/files?per_page=3&page=2"),
    ],
    ("post", "/api/buckets/1/files"): [
        form(FILES, data_type="audio", title="New", user_defined='{"artist": "A"}', audio_id="7"),
        form(FILES, data_type="audio"),
        form(FILES, title="New"),
        form(FILES, data_type="nonsense"),
        Step("post", FILES, {"data_type": "audio_url"}),
    ],
    ("delete", "/api/buckets/1/files"): [Step("delete", FILES, {"ids": ["{file}"]})],
    ("post", "/api/buckets/1/files/move"): [
        Step("post", f"{FILES}/move", {"target_bucket_id": "{empty}", "ids": ["{file}"]})
    ],
    ("get", "/api/buckets/1/files/1"): [
        get(f"{FILES}/{{file}}"), get(f"{FILES}/{{acr_id}}"), get(f"{FILES}/999999"),
        get("/api/buckets/23/files/999999"),
    ],
    ("put", "/api/buckets/1/files/1"): [
        Step("put", f"{FILES}/{{file}}", {"title": "Else", "user_defined": {"artist": "B"}}),
        Step("put", f"{FILES}/{{acr_id}}", {"user_defined": "{}"}),
        Step("put", f"{FILES}/999999", {"title": "Else"}),
    ],
    ("delete", "/api/buckets/1/files/1"): [
        Step("delete", f"{FILES}/{{file}}"), Step("delete", f"{FILES}/{{file}}")
    ],
    ("put", "/api/buckets/1/files/1/move"): [
        Step("put", "/api/buckets/{empty}/files/{file}/move")
    ],
    ("get", "/api/buckets/1/channels"): [
        get(CHANNELS), get(f"{CHANNELS}?search=one"), get("/api/buckets/{bucket}/channels")
    ],
    ("post", "/api/buckets/1/channels"): [
        Step("post", CHANNELS, {"title": "Two", "url": "https://radio.example/two"}),
        Step("post", CHANNELS, {"title": "Two"}),
    ],
    ("put", "/api/buckets/1/channels/1"): [
        Step("put", f"{CHANNELS}/{{channel}}", {"title": "Else", "timeshift": 1})
    ],
    ("delete", "/api/buckets/1/channels/1"): [Step("delete", f"{CHANNELS}/{{channel}}")],
    ("get", "/api/base-projects"): [
        get(PROJECTS), get(f"{PROJECTS}?type=AVR&region=eu-west-1"), get(f"{PROJECTS}?type=HR")
    ],
    ("post", "/api/base-projects"): [
        Step("post", PROJECTS, NEW_PROJECT), Step("post", PROJECTS, {"name": "Radio"})
    ],
    ("get", "/api/base-projects/1"): [
        get(f"{PROJECTS}/{{project}}"), get(f"{PROJECTS}/999999")
    ],
    ("put", "/api/base-projects/1"): [
        Step("put", f"{PROJECTS}/{{project}}", {"name": "Else", "external_ids": "isrc,upc"})
    ],
    ("delete", "/api/base-projects/1"): [Step("delete", f"{PROJECTS}/{{project}}")],
    ("get", "/api/base-projects/1/buckets-status"): [
        get(f"{PROJECTS}/{{project}}/buckets-status"),
    ],
    ("get", "/api/base-projects/1/bucket-status"): [get(f"{PROJECTS}/{{project}}/bucket-status")],
    ("get", "/api/base-projects/1/day-stat"): [
        get(f"{PROJECTS}/{{project}}/day-stat?start=2026-11-01&end=2026-11-03")
    ],
    ("get", "/api/base-projects/1/statistics"): [
        get(f"{PROJECTS}/{{project}}/statistics?start_date=2026-11-01&end_date=2026-11-03")
    ],
    ("get", "/api/fs-containers"): [
        get(CONTAINERS), get(f"{CONTAINERS}?name=radio&region=eu-west-1&per_page=1")
    ],
    ("post", "/api/fs-containers"): [
        Step("post", CONTAINERS, NEW_CONTAINER),
        Step("post", CONTAINERS, {**NEW_CONTAINER, "policy": {"type": "points", "points": 2}}),
        Step("post", CONTAINERS, {"name": "Radio", "engine": 1}),
        Step("post", CONTAINERS, {**NEW_CONTAINER, "buckets": ["no such bucket"]}),
    ],
    ("get", "/api/fs-containers/1"): [
        get(f"{CONTAINERS}/{{container}}"), get(f"{CONTAINERS}/999999")
    ],
    ("put", "/api/fs-containers/1"): [
        Step("put", f"{CONTAINERS}/{{container}}", {"name": "Else", "music_detection": 1}),
        Step("put", f"{CONTAINERS}/{{container}}", {"policy": {"type": "nonsense"}}),
    ],
    ("delete", "/api/fs-containers/1"): [
        Step("delete", f"{CONTAINERS}/{{container}}"), Step("delete", f"{CONTAINERS}/{{spare}}")
    ],
    ("get", "/api/fs-containers/1/presigned-upload"): [
        get("/api/fs-containers/{container}/presigned-upload?filename=show.wav")
    ],
    ("get", "/api/fs-containers/1/files"): [
        get(SCANS), get(f"{SCANS}?with_result=1"), get(f"{SCANS}?search=show&state=-1"),
        get(f"{SCANS}?with_result=1&per_page=1&page=2"),
    ],
    ("post", "/api/fs-containers/1/files"): [
        form(SCANS, data_type="audio"),
        form(SCANS, data_type="audio", name="Evening"),
        form(SCANS, name="Evening"),
        form(SCANS, data_type="nonsense"),
        Step("post", SCANS, {"data_type": "platforms"}),
        Step("post", SCANS, {"data_type": "platforms", "url": "https://youtu.be/abc"}),
    ],
    ("get", f"/api/fs-containers/1/files/{FILE}"): [
        get(f"{SCANS}/{{scan}}"), get(f"{SCANS}/{{scan}},{FILE}"), get(f"{SCANS}/{FILE}")
    ],
    ("delete", f"/api/fs-containers/1/files/{FILE}"): [
        Step("delete", f"{SCANS}/{{scan}}"), Step("delete", f"{SCANS}/{{scan}}")
    ],
    ("put", f"/api/fs-containers/1/files/{FILE}/rescan"): [
        Step("put", f"{SCANS}/{{scan}}/rescan"), Step("put", f"{SCANS}/{FILE}/rescan")
    ],
}  # fmt: skip
# Operations that the gateway has and the engine has not, with the reason.
ONLY_HERE = {
    ("get", "/api/buckets/1/channels/1"): "the documents name no way to ask for a single channel",
}
# Answers that differ, with the reason.
OWN_ANSWERS = [
    (get("/api/buckets/{bucket}/channels"), "what holds no channels has an empty list of them"),
]
# Refusals that the portal words itself: it says which values it takes, before it takes the bytes.
OWN_WORDS = [
    form(FILES, data_type="nonsense"),
    Step("post", FILES, {"data_type": "audio_url"}),
    form(SCANS, data_type="nonsense"),
    Step("post", SCANS, {"data_type": "platforms"}),
]
WIRE = [
    (method, address) for address, method, _ in ENDPOINTS if not address.startswith("/api/portal/")
]


class Account:
    """Objects made alike at the remote, by the names that paths use."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.objects: dict[str, Any] = {}
        bucket = self._make("bucket", "/buckets", {**NAMES, "labels": ["Music"]})
        self._make("empty", "/buckets", {**NAMES, "name": "Empty"})
        live = self._make("live", "/buckets", {**NAMES, "type": "Live"})
        one = {"title": "One", "url": "https://radio.example/one"}
        self._make("channel", f"/buckets/{live}/channels", one)
        project = {**NAMES, "type": "AVR", "buckets": [bucket]}
        self._make("project", "/base-projects", project)
        container = {**NAMES, "engine": 1, "buckets": [bucket]}
        self._make("spare", "/fs-containers", container)
        scans = self._make("container", "/fs-containers", container)
        self._upload("file", f"/buckets/{bucket}/files", title="Tidewater")
        self._upload("other scan", f"/fs-containers/{scans}/files")
        # Lists are ordered by the second in which a recording was sent.
        before = self._send("get", f"/fs-containers/{scans}/files")[0]["created_at"]
        eventually(lambda: datetime.now(UTC).isoformat()[:19] > before[:19])
        self._upload("scan", f"/fs-containers/{scans}/files")

    def _make(self, name: str, path: str, fields: Mapping[str, Any]) -> Any:
        return self._keep(name, self._send("post", path, json=fields))

    def _upload(self, name: str, path: str, **fields: str) -> None:
        """One whose processing has ended."""
        file = {"file": ("show.wav", WAV)}
        made = self._send("post", path, data={"data_type": "audio", **fields}, files=file)
        key = self._keep(name, made)
        self.objects["acr_id"] = made.get("acr_id") or self.objects.get("acr_id")
        eventually(lambda: self._send("get", f"{path}/{key}")[0]["state"] != 0)

    def _keep(self, name: str, made: Mapping[str, Any]) -> Any:
        self.objects[name] = made["id"]
        return made["id"]

    def _send(self, method: str, path: str, **content: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._engine.token}"}
        url = self._engine.api + path
        response = requests.request(method, url, headers=headers, timeout=30, **content)
        assert response.ok, response.text
        return response.json()["data"]

    def filled(self, value: Any) -> Any:
        """A path or body with the objects' ids for their names in braces."""
        if isinstance(value, str) and value[1:-1] in self.objects:
            return self.objects[value[1:-1]]
        if isinstance(value, str) and value.startswith("/"):
            return value.format(**self.objects)
        if isinstance(value, Mapping):
            return {name: self.filled(inner) for name, inner in value.items()}
        return [self.filled(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def client() -> Client:
    return service(issued())


def of_the_engine(engine: Engine, step: Step, objects: Account) -> Answer:
    content: dict[str, Any] = {"json": objects.filled(step.body)}
    if step.file:
        content = {"data": step.body, "files": {"file": ("show.wav", WAV)}}
    headers = {"Authorization": f"Bearer {engine.token}", "Accept": "application/json"}
    url = engine.origin + objects.filled(step.path)
    response = requests.request(step.method, url, headers=headers, timeout=30, **content)
    return answer_of(response.status_code, response.headers, response.text, engine.origin)


def of_the_gateway(client: Client, step: Step, objects: Account) -> Answer:
    path = objects.filled(step.path)
    if step.file:
        file = SimpleUploadedFile("show.wav", WAV, content_type="audio/wav")
        response = client.post(path, {**(step.body or {}), "file": file})
    else:
        body = json.dumps(objects.filled(step.body)) if step.body is not None else ""
        response = client.generic(step.method.upper(), path, body, content_type="application/json")
    text = response.content.decode()
    return answer_of(response.status_code, response.headers, text, "http://testserver")


def answer_of(status: int, headers: Mapping[str, str], text: str, origin: str) -> Answer:
    content_type = headers.get("Content-Type", "")
    body = json.loads(text.replace(origin, "")) if text else ""
    return Answer(status, content_type if text else "", body)


def alike(answer: Answer) -> Answer:
    """The answer with the type for each value that is the remote's own."""
    return answer._replace(body=_alike(answer.body))


def _alike(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _alike(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_alike(inner) for inner in value]
    return type(value).__name__ if name in ITS_OWN else value


def without_words(answer: Answer) -> Answer:
    """The answer of a refusal with the number of messages for each field."""
    errors = {name: len(texts) for name, texts in answer.body["errors"].items()}
    return answer._replace(body={**answer.body, "errors": errors})


def ordered(value: Any) -> str:
    """As JSON: two objects are the same only if their fields are in the same order."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def test_every_operation_of_the_gateway_is_compared() -> None:
    assert set(WIRE) - set(OPERATIONS) == set(ONLY_HERE)


@pytest.mark.parametrize(
    ("method", "address"),
    [pytest.param(*one, id=" ".join(one)) for one in WIRE if one in OPERATIONS],
)
def test_an_operation_answers_as_the_remote_does(
    engine: Engine, account: Console, full_pass: FullPass, client: Client,
    method: str, address: str,
) -> None:  # fmt: skip
    looks_only = method == "get" and "presigned" not in address
    first = Account(engine)
    second = first if looks_only else Account(engine)
    for resource in RESOURCES:
        full_pass(resource)
    run_now(services.request_hot_pass(resource="scanned-files"))
    for step in OPERATIONS[method, address]:
        theirs = of_the_engine(engine, step, first)
        ours = of_the_gateway(client, step, second)
        if step in [own for own, _ in OWN_ANSWERS]:
            assert ours != theirs, f"{step} need not be named"
            continue
        if step in OWN_WORDS:
            theirs, ours = without_words(theirs), without_words(ours)
        elif not looks_only:
            theirs, ours = alike(theirs), alike(ours)
        assert (ours.status, ours.content_type) == (theirs.status, theirs.content_type), step
        assert ordered(ours.body) == ordered(theirs.body), step
