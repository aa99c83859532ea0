"""What the OpenAPI document says is so: schemathesis tries it against the portal and a real engine.

Source: https://schemathesis.readthedocs.io/. It sends the same in every run.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from buckets.resources import BUCKETS, CHANNELS, FILES
from core.jobs.models import Job
from core.mirror.resources import Scope
from core.uploads.models import Upload
from identification.models import Identification
from projects.resources import PROJECTS
from scanning.models import CallbackAddress, Delivery
from scanning.resources import CONTAINERS, SCANNED_FILES
from tests.core.accounts.actors import issued, service
from tests.core.gateway.mirror_rows import list_was_read
from tests.core.gateway.test_openapi import COMMITTED
from tests.engines import Engine
from tests.recordings import recording

pytestmark = [pytest.mark.client, pytest.mark.timeout(600)]

SETTINGS = Path(__file__).with_name("schemathesis.toml")
OWN_REST = "^/api/portal/"
# What the gateway accepts, and with which methods, is the remote's to say, not the document's.
GATEWAY_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "ignored_auth",
)


@pytest.fixture
def token(live_server: LiveServer) -> str:
    return issued().plain


@pytest.fixture
def ids(token: str, engine: Engine) -> dict[str, str]:
    """One of everything; returns their ids by the names that the settings use."""
    client = service(token)
    place = {"region": "eu-west-1"}
    bucket = _made(client, "buckets", name="files", **place)
    live = _made(client, "buckets", name="stations", type="Live", **place)
    container = _made(client, "fs-containers", name="c", engine=1, buckets=[bucket], **place)
    for whole in (BUCKETS, PROJECTS, CONTAINERS):
        list_was_read(whole)
    for part, parent in ((FILES, bucket), (CHANNELS, live), (SCANNED_FILES, container)):
        list_was_read(part, Scope(str(parent)))
    address = CallbackAddress.objects.create(token_hash="x")
    now = datetime.now(UTC)
    made = {
        "BUCKET": bucket,
        "LIVE_BUCKET": live,
        "CONTAINER": container,
        "PROJECT": _made(client, "base-projects", name="p", type="AVR", buckets=[bucket], **place),
        "CHANNEL": _made(client, f"buckets/{live}/channels", name="c", url="http://example.com/"),
        "FILE": _sent(client, f"buckets/{bucket}/files"),
        "SCANNED_FILE": _sent(client, f"fs-containers/{container}/files"),
        "IDENTIFICATION": Identification.objects.create(
            at=now, project_id=1, project_name="p", sample_name="s", begin=0, length=12, duration=12
        ).pk,
        "DELIVERY": Delivery.objects.create(
            address=address, headers={}, file_id=uuid4(), received_at=now
        ).pk,
    }
    upload = Upload.objects.latest("pk")
    made |= {"UPLOAD": upload.public_id, "JOB": Job.objects.latest("pk").pk}
    return {name: str(value) for name, value in made.items()}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The OpenAPI document without idempotency keys.

    A key that was sent with another request is refused, which no schema can say.
    """
    described = yaml.safe_load(COMMITTED.read_text())
    for operations in described["paths"].values():
        for operation in operations.values():
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if "$ref" not in one]
    file = tmp_path / "openapi.yaml"
    file.write_text(yaml.safe_dump(described, sort_keys=False))
    return file


def _made(client: Client, path: str, **fields: Any) -> int:
    response = client.post(f"/api/{path}", fields, content_type="application/json")
    assert response.status_code == 201, response.content
    key: int = response.json()["data"]["id"]
    return key


def _sent(client: Client, path: str) -> Any:
    file = SimpleUploadedFile("tone.wav", recording(), "audio/wav")
    response = client.post(f"/api/{path}", {"data_type": "audio", "file": file})
    assert response.status_code in {200, 201}, response.content
    return response.json()["data"]["id"]


@pytest.fixture
def find_faults(
    live_server: LiveServer, token: str, ids: dict[str, str], document: Path
) -> Callable[..., str]:
    """Runs schemathesis; returns its report when it finds something, else nothing."""
    return partial(_find_faults, live_server.url, token, ids, document)


def _find_faults(url: str, token: str, ids: dict[str, str], document: Path, *options: str) -> str:
    program = Path(sys.executable).with_name("st")
    # Django's own server doesn't read chunked bodies: they would be taken for the next request.
    headers = (f"--header=Authorization: Bearer {token}", "--header=Connection: close")
    ended = subprocess.run(
        [program, "--config-file", SETTINGS, "run", document, "--url", url,
         *headers, "--no-color", *options],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **ids},
        # It keeps notes there, by which its next run would differ.
        cwd=document.parent,
    )  # fmt: skip
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def test_the_portals_own_rest_does_what_its_document_says(
    find_faults: Callable[..., str],
) -> None:
    # All checks: those named here would overrule what the settings leave out for one operation.
    faults = find_faults("--include-path-regex", OWN_REST)
    assert not faults, faults


def test_the_gateway_does_what_its_document_says(find_faults: Callable[..., str]) -> None:
    checks = ",".join(GATEWAY_CHECKS)
    faults = find_faults("--exclude-path-regex", OWN_REST, "--checks", checks)
    assert not faults, faults
