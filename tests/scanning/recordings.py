"""Containers and recordings at the engine, for tests of what the portal learns about them."""

import io
import itertools
import time
import wave
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
import requests

from core.accounts.audit import Actor
from core.mirror import remote
from core.mirror.read_through import store_reply
from engine.demo.pieces import DEMO_PIECES
from engine.demo.synthesize import RATE, render
from scanning.models import Container, ScannedFile
from scanning.resources import SCANNED_FILES, scope_of
from scanning.services.containers import create_container
from tests.buckets.remote_buckets import new_bucket
from tests.engines import Engine
from tests.recordings import recording

ACTOR = Actor("the test")
_numbers = itertools.count(1)


def new_container(**fields: Any) -> Container:
    """A container with a bucket of its own to look in."""
    given = {"name": f"Container {next(_numbers)}", "region": "eu-west-1", "engine": 1, **fields}
    return create_container(**{"buckets": [new_bucket().pk], **given, "by": ACTOR})


def send_recording(
    engine: Engine, container: Container, content: bytes, name: str = "show.wav"
) -> UUID:
    """A recording sent to the remote behind the portal's back; returns its id."""
    return UUID(_post(engine, f"fs-containers/{container.pk}/files", content, name)["id"])


def send_and_mirror(engine: Engine, container: Container, content: bytes = b"") -> ScannedFile:
    """A recording that the mirror knows as it was when it had just been sent: processing."""
    row = _post(engine, f"fs-containers/{container.pk}/files", content or recording(), "show.wav")
    key = UUID(row["id"])
    found = remote.console().get(SCANNED_FILES.object_path(scope_of(container), [key]))
    found.rows[0] |= {"state": 0, "results": None}
    store_reply(SCANNED_FILES, scope_of(container), found)
    return ScannedFile.objects.get(pk=key)


def add_reference(engine: Engine, bucket_id: int, content: bytes, title: str) -> dict[str, Any]:
    """A piece that recordings are searched for, ready to be found."""
    row = _post(engine, f"buckets/{bucket_id}/files", content, f"{title}.wav", title=title)
    return _await(engine, f"buckets/{bucket_id}/files/{row['id']}")


def await_scan(engine: Engine, file: ScannedFile | UUID, container: Container) -> dict[str, Any]:
    """The file as the remote has it once its scan has ended."""
    key = file.pk if isinstance(file, ScannedFile) else file
    return _await(engine, f"fs-containers/{container.pk}/files/{key}")


@cache
def piece_wav(seconds: float = 24.0) -> bytes:
    """The beginning of a synthesized piece, as WAV."""
    return _wav(render(DEMO_PIECES[0])[: int(RATE * seconds)])


@cache
def clips_wav(seconds: float = 9.0, pause: float = 6.0) -> bytes:
    """A recording of three stretches of that piece, in another order, with silence between."""
    music = render(DEMO_PIECES[0])
    length, silence = int(RATE * seconds), np.zeros(int(RATE * pause), np.float32)
    stretches = [music[int(RATE * at) :][:length] for at in (12.0, 0.0, 6.0)]
    return _wav(np.concatenate([part for one in stretches for part in (one, silence)]))


def _wav(samples: Any) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _post(engine: Engine, path: str, content: bytes, name: str, **fields: str) -> dict[str, Any]:
    answer = requests.post(
        f"{engine.api}/{path}",
        files={"file": (name, content)},
        data={"data_type": "audio", **fields},
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=30,
    )
    answer.raise_for_status()
    row: dict[str, Any] = answer.json()["data"]
    return row


def _await(engine: Engine, path: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        row: dict[str, Any] = requests.get(
            f"{engine.api}/{path}",
            headers={"Authorization": f"Bearer {engine.token}"},
            timeout=10,
        ).json()["data"][0]
        if row["state"] != 0:
            return row
        time.sleep(0.1)
    raise AssertionError(f"{path} did not come to an end")
