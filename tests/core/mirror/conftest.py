"""A remote to change by hand, and passes that run here and now."""

import io
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from typing import Any

import pytest
import requests

from core.clients.console import Console, FetchedPage
from core.clients.errors import RemoteNotFoundError, RemoteUnreachableError
from core.jobs import tasks
from core.jobs.models import Job
from core.mirror import remote, services
from core.mirror.models import MirrorPass
from core.mirror.passes.reading import Reading
from core.mirror.prefetch import fetch_pages
from tests.engines import Engine

FullPass = Callable[..., MirrorPass]
Faults = Callable[..., None]


@pytest.fixture
def account(engine: Engine) -> Console:
    """The Console API of an account, emptied but for the provider's catalogue, as its owner."""
    console = remote.console()
    for path in ("fs-containers", "base-projects", "buckets"):
        for page in list(fetch_pages(partial(console.page, path, per_page=100))):
            for row in page.rows:
                if row.get("type") != "ACRCloudFile":
                    if path != "base-projects":
                        held = "channels" if row.get("type") == "Live" else "files"
                        empty(console, f"{path}/{row['id']}/{held}")
                    delete(console, f"{path}/{row['id']}")
    return console


def empty(console: Console, path: str) -> None:
    """Delete what a bucket or container holds: only an empty bucket can be deleted."""
    while rows := console.page(path, number=1, per_page=50).rows:
        delete(console, f"{path}/{','.join(str(row['id']) for row in rows)}")


def delete(console: Console, path: str) -> None:
    """Delete, once more where the answer is lost: a client never repeats a DELETE, this one may."""
    try:
        console.delete(path)
    except RemoteUnreachableError:
        with suppress(RemoteNotFoundError):
            console.delete(path)


@pytest.fixture
def faults(engine: Engine) -> Iterator[Faults]:
    """Have the engine go wrong: `faults("status", path="/api/buckets", status=500, count=2)`."""
    address = f"{engine.origin}/engine/faults"
    headers = {"Authorization": f"Bearer {engine.token}"}

    def put_up(act: str, **options: Any) -> None:
        answer = requests.post(address, json={"act": act, **options}, headers=headers, timeout=5)
        assert answer.status_code == 201, answer.text

    yield put_up
    requests.delete(address, headers=headers, timeout=5)


@pytest.fixture
def full_pass(transactional_db: None) -> FullPass:
    """Run a full pass in this process; returns its last pass row."""

    def run(resource: str, scope: str = "") -> MirrorPass:
        return run_now(services.request_full_pass(resource=resource, scope=scope))

    return run


def run_now(job: Job) -> MirrorPass:
    """Run a pass's job as a worker would; returns its last pass row, an empty one if none was."""
    tasks.run(job.pk)
    return MirrorPass.objects.filter(job_id=job.pk).first() or MirrorPass()


def new_bucket(account: Console, name: str) -> int:
    """A bucket made at the remote, behind the portal's back; returns its id."""
    fields = {"name": name, "type": "File", "region": "eu-west-1", "labels": ["Music"]}
    made: int = account.create("buckets", fields).rows[0]["id"]
    return made


def new_file(engine: Engine, bucket: int, title: str, *, seconds: float = 1.0) -> int:
    """A file put into a bucket behind the portal's back; returns its id."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(range(256)) * int(seconds * 8000 / 128))
    answer = requests.post(
        f"{engine.api}/buckets/{bucket}/files",
        data={"data_type": "audio", "title": title},
        files={"file": (f"{title}.wav", sound.getvalue())},
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=10,
    )
    assert answer.ok, answer.text
    made: int = answer.json()["data"]["id"]
    return made


class KilledError(BaseException):
    """The worker is gone, without a word to the ledger."""


@contextmanager
def at_page(number: int, act: Callable[[], None]) -> Iterator[None]:
    """Have something happen just before a pass asks for its n-th page."""
    fetch = Reading.fetch_page
    asked = count(1)

    def act_and_fetch(reading: Reading, *, number_: int = number, **how: int) -> FetchedPage:
        if next(asked) == number_:
            act()
        return fetch(reading, **how)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reading, "fetch_page", act_and_fetch)
        yield
