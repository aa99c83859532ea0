"""Whatever happens at the remote and to the passes, in whatever order, the ends are equal."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import psutil
import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from core.accounts.audit import system_actor
from core.clients.console import Console
from core.clients.errors import RemoteNotFoundError
from core.jobs import tasks
from core.jobs.models import Job, JobState
from core.mirror import services
from core.mirror.models import MirrorPass, MissingRow, PassState
from core.mirror.schema.drift import mirror_models
from core.mirror.verify import find_discrepancies
from tests.core.mirror.conftest import KilledError, at_page, new_bucket, run_now
from tests.engines import Engine

pytestmark = pytest.mark.django_db(transaction=True)

SHORT, LONG = 12, 500

act = st.one_of(
    st.tuples(st.just("add"), st.just(0)),
    st.tuples(st.just("rename"), st.integers(0, 30)),
    st.tuples(st.just("delete"), st.integers(0, 30)),
    st.tuples(st.just("full"), st.just(0)),
    st.tuples(st.just("head"), st.just(0)),
    st.tuples(st.just("crash"), st.integers(1, 4)),
    st.tuples(st.just("between"), st.integers(1, 4)),
)


class Buckets:
    """A remote list that changes, in no documented order, and a mirror that reads it."""

    resource, scope, path, title = "buckets", "", "buckets", "name"

    def __init__(self, account: Console) -> None:
        self.account = account
        self.keys: list[int] = []
        self.made = 0

    def add(self, _: int) -> None:
        self.made += 1
        self.keys.append(self.new(f"object {self.made}"))

    def new(self, title: str) -> int:
        return new_bucket(self.account, title)

    def rename(self, which: int) -> None:
        if self.keys:
            self.made += 1
            key = self.keys[which % len(self.keys)]
            self.account.change(f"{self.path}/{key}", {self.title: f"renamed {self.made}"})

    def delete(self, which: int) -> None:
        if self.keys:
            key = self.keys.pop(which % len(self.keys))
            self.account.delete(f"{self.path}/{key}")

    def full(self, _: int) -> None:
        run_now(services.request_full_pass(resource=self.resource, scope=self.scope))

    def head(self, _: int) -> None:
        run_now(services.request_head_pass(resource=self.resource, scope=self.scope))

    def crash(self, page: int) -> None:
        """The worker dies at a page; its lease runs out."""

        def die() -> None:
            raise KilledError

        job = services.request_full_pass(resource=self.resource, scope=self.scope)
        with at_page(page, die), suppress(KilledError):
            tasks.run(job.pk)
        Job.objects.filter(state=JobState.RUNNING).update(lease_until=Now() - timedelta(seconds=1))

    def between(self, page: int) -> None:
        """The remote changes while a pass reads it."""

        def change() -> None:
            self.delete(0)
            self.add(0)

        with at_page(page, change):
            self.full(0)

    def settle(self) -> None:
        """Let every job run out, decide about what is held, and read all once more."""
        for _ in range(10):
            Job.objects.unfinished().update(run_after=Now())
            for pk in Job.objects.unfinished().values_list("pk", flat=True):
                tasks.run(pk)
            for held in MirrorPass.objects.filter(state=PassState.HELD):
                services.release_held(held=held, by=system_actor("a person"))
            if not Job.objects.unfinished().exists():
                break
        assert not Job.objects.unfinished().exists()

    def rest(self) -> None:
        """What else has moved with the list is read too."""

    def clear(self) -> None:
        for key in self.keys:
            try:
                self.account.delete(f"{self.path}/{key}")
            except RemoteNotFoundError:
                continue


class Files(Buckets):
    """A list that comes in the order of ids: the audio files of one bucket."""

    resource, title = "files", "title"

    def __init__(self, account: Console) -> None:
        super().__init__(account)
        self.bucket = new_bucket(account, "of files")
        self.scope = str(self.bucket)
        self.path = f"buckets/{self.bucket}/files"
        run_now(services.request_full_pass(resource="buckets"))

    def new(self, title: str) -> int:
        # By an address: with no worker to fetch it, the remote has a row and no audio to decode.
        fields = {"data_type": "audio_url", "url": "http://127.0.0.1:9/piece.wav", "title": title}
        made: int = self.account.create(self.path, fields).rows[0]["id"]
        return made

    def rest(self) -> None:
        """The bucket's own row has moved with its files."""
        run_now(services.request_full_pass(resource="buckets"))

    def clear(self) -> None:
        super().clear()
        self.account.delete(f"buckets/{self.bucket}")


Worlds = type[Buckets]
WORLDS = pytest.mark.parametrize("kind", [Buckets, Files])


@pytest.fixture
def _nothing_moves_by_itself(engine: Engine) -> Iterator[None]:
    """Uploaded files stay as they are: the engine's worker doesn't come to them."""
    children = psutil.Process().children(recursive=True)
    workers = [one for one in children if one.cmdline()[-3:] == ["-m", "engine", "work"]]
    assert workers
    for worker in workers:
        worker.suspend()
    yield
    for worker in workers:
        worker.resume()


@pytest.fixture
def _pages_of_two(settings: Settings) -> None:
    settings.SYNC_PAGE_SIZE = 2


def histories(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=count == SHORT,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.usefixtures("_pages_of_two", "_nothing_moves_by_itself")
@WORLDS
@histories(SHORT)
@given(acts=st.lists(act, min_size=3, max_size=12))
def test_the_mirror_equals_the_remote_after_any_history(
    account: Console, kind: Worlds, acts: list[tuple[str, int]]
) -> None:
    assert_equal_after(acts, account, kind)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@pytest.mark.usefixtures("_pages_of_two", "_nothing_moves_by_itself")
@WORLDS
@histories(LONG)
@given(acts=st.lists(act, min_size=3, max_size=12))
def test_the_mirror_equals_the_remote_after_many_histories(
    account: Console, kind: Worlds, acts: list[tuple[str, int]]
) -> None:
    assert_equal_after(acts, account, kind)


def assert_equal_after(acts: list[tuple[str, int]], account: Console, kind: Worlds) -> None:
    for model in mirror_models():
        model._default_manager.all().delete()
    MirrorPass.objects.all().delete()
    world = kind(account)
    try:
        for name, argument in acts:
            getattr(world, name)(argument)
        world.settle()
        world.rest()
        world.full(0)
        world.settle()
        assert list(find_discrepancies()) == []
        assert not MissingRow.objects.exists()
    finally:
        world.clear()
