"""The demo account mirrored, people of each role, and pieces to be recognized."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from django.contrib.auth.models import Group
from django.test import Client

from buckets.models import Bucket
from buckets.resources import BUCKETS, FILES
from core.accounts.audit import Actor
from core.accounts.models import User
from core.accounts.roles import Role
from core.audio.encode import write_audio
from core.jobs import tasks
from core.jobs.models import Job
from core.mirror import remote
from core.mirror.read_through import store_reply
from core.mirror.resources import WHOLE_ACCOUNT, Resource, Scope
from engine.demo.pieces import DEMO_PIECES
from engine.demo.synthesize import RATE, Samples, render
from projects.models import Project
from projects.resources import PROJECTS
from tests.engines import Engine

PIECES = {piece.slug: piece for piece in DEMO_PIECES}


@pytest.fixture
def project(db: None, demo_engine: Engine) -> Project:
    """The project of the demo account; its buckets and their files are mirrored too."""
    remote.check_same_address()
    _mirror(BUCKETS, WHOLE_ACCOUNT)
    for bucket in Bucket.objects.holding_files():
        _mirror(FILES, Scope(str(bucket.pk), "", bucket.region))
    _mirror(PROJECTS, WHOLE_ACCOUNT)
    return Project.objects.get()


def _mirror(resource: Resource[Any], scope: Scope) -> None:
    path, params = resource.list_path(scope), {"per_page": 100}
    store_reply(resource, scope, remote.console().get(path, region=scope.region, params=params))


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    """A person of a role."""

    def make(role: Role) -> User:
        user = User.objects.create_user(role.group, password="a password of tests")
        user.groups.add(Group.objects.get(name=role.group))
        return user

    return make


@pytest.fixture
def operator(person: Callable[[Role], User]) -> User:
    return person(Role.OPERATOR)


@pytest.fixture
def actor(operator: User) -> Actor:
    return Actor(operator.username, operator)


@pytest.fixture
def signed_in(operator: User) -> Client:
    """The browser of an operator."""
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sounds")


@pytest.fixture(scope="session")
def part(folder: Path) -> Callable[..., Path]:
    """A file with `seconds` of a demo piece from second `begin`."""
    rendered: dict[str, Samples] = {}

    def make(slug: str, begin: float = 0, seconds: float = 15, codec: str = "mp3") -> Path:
        path = folder / f"{slug}-{begin:g}-{seconds:g}.{codec}"
        if not path.exists():
            samples = rendered.setdefault(slug, render(PIECES[slug]))
            cut = samples[int(begin * RATE) : int((begin + seconds) * RATE)]
            write_audio(path, cut, rate=RATE, codec=codec)
        return path

    return make


@pytest.fixture(scope="session")
def noise(folder: Path) -> Path:
    """Fifteen seconds that no bucket holds."""
    path = folder / "noise.wav"
    hiss = np.random.default_rng(5).standard_normal(15 * RATE).astype(np.float32) * 0.1
    write_audio(path, hiss, rate=RATE, codec="wav")
    return path


@pytest.fixture
def fault(demo_engine: Engine) -> Iterator[Callable[..., None]]:
    """Have the demo account's engine go wrong, for this test."""
    address = f"{demo_engine.origin}/engine/faults"
    headers = {"Authorization": f"Bearer {demo_engine.token}"}

    def add(act: str, **fields: object) -> None:
        requests.post(address, json={"act": act, **fields}, headers=headers).raise_for_status()

    yield add
    requests.delete(address, headers=headers).raise_for_status()


@pytest.fixture
def run_due(db: None) -> Callable[[], None]:
    """Run every job that is due, as the workers would."""

    def run() -> None:
        for pk in Job.objects.claimable().values_list("pk", flat=True):
            tasks.run(pk)

    return run
