"""What every room's tests may ask for: real engines, a real broker, mirrors that start empty."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker, Settings

from accounts.roles import Role
from portal import runtime_paths
from portal.supervisor import broker, places
from tests.engines import Engine, running_engine
from tests.processes import running


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no process of pytest-xdist is left alone with them at the end.

    A soak takes an hour: it runs only where `-m` asks for it.
    """
    if "soak" not in config.option.markexpr:
        soaks = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=soaks)
        items[:] = [item for item in items if item not in soaks]
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)


@pytest.fixture(scope="session", autouse=True)
def _broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The embedded broker and cache, on the socket where the settings look for it."""
    command = broker.command()
    log = tmp_path_factory.mktemp("broker") / "log"
    folder = runtime_paths.broker_folder(portal_settings.DATA_DIR)
    with (
        places.private(folder),
        running(*command.arguments, environment={}, output=log) as process,
    ):
        broker.wait_until_up(lambda: process.poll() is not None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _patient_flush() -> Iterator[None]:
    """Let a flush try again: it may meet a doorbell's thread that still writes.

    PostgreSQL then sees a deadlock and ends one of the two. What migrations put into tables comes
    back: the tests that follow need the roles.
    """
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def flush_again(test: TransactionTestCase) -> None:
        for left in (3, 2, 1):
            try:
                flush(test)
            except CommandError:
                if left == 1:
                    raise
                time.sleep(0.5)
            else:
                for role in Role:
                    Group.objects.get_or_create(name=role.group)
                return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_again)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Limits and notes of one test don't count for the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _empty_mirror(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django flushes managed tables only; a test that commits may leave mirror rows behind."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for model in apps.get_models():
                if not model._meta.managed:
                    cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture(scope="session")
def _empty_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(
        tmp_path_factory.mktemp("engine"),
        port=portal_settings.ENGINE_PORT,
        token=portal_settings.ACRCLOUD_TOKEN,
        audiotag_key=portal_settings.AUDIOTAG_API_KEY,
    ) as engine:
        yield engine


@pytest.fixture(scope="session")
def _furnished_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("demo-engine"), demo=True) as engine:
        yield engine


@pytest.fixture
def engine(_empty_engine: Engine) -> Engine:
    """The remote that the settings name: an account that was empty when the session began."""
    return _empty_engine


@pytest.fixture
def demo_engine(_furnished_engine: Engine, settings: Settings) -> Engine:
    """The demo account as the remote of this test. Leave it as it was found."""
    _point(settings, _furnished_engine)
    return _furnished_engine


@pytest.fixture
def fresh_engine(tmp_path: Path, settings: Settings) -> Iterator[Engine]:
    """An empty account for this test alone, as its remote. Takes a second or two to start."""
    with running_engine(tmp_path / "engine") as engine:
        _point(settings, engine)
        yield engine


def _point(settings: Settings, engine: Engine) -> None:
    settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = engine.api
    settings.ACRCLOUD_IDENTIFY_URL = engine.origin
    settings.AUDIOTAG_URL = engine.api
    settings.ACRCLOUD_TOKEN = engine.token
    settings.AUDIOTAG_API_KEY = engine.audiotag_key
