"""Fixtures for all tests: real engines, a real broker, mirrors that start empty."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import TransactionTestCase
from pytest_django import Settings

from core.clients import transport
from core.uploads.services import senders
from portal import broker_paths
from portal.supervisor import broker, preflight
from tests.database_reset import reset_database
from tests.engines import Engine, running_engine
from tests.processes import running
from tests.stack import Portal, running_portal

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "rows_before_upgrade"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no process of pytest-xdist is left alone with them at the end.

    A soak takes an hour: it runs only where `-m` asks for it. On PostgreSQL only tests that use a
    database run: the others have run on SQLite.
    """
    dropped = []
    if "soak" not in config.option.markexpr:
        dropped += [item for item in items if item.get_closest_marker("soak")]
    if os.environ.get("TEST_DATABASE_URL"):
        dropped += [item for item in items if not uses_a_database(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in set(dropped)]
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)


def uses_a_database(item: pytest.Item) -> bool:
    """Whether a test has a database of its own, or starts a portal that uses one."""
    if item.get_closest_marker("any_database"):
        return False
    if issubclass(getattr(item, "cls", None) or object, TransactionTestCase):
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    markers = ("django_db", "stack", "browser", "timing", "soak")
    return bool(fixtures & DATABASE_FIXTURES) or any(
        item.get_closest_marker(name) for name in markers
    )


@pytest.fixture(scope="session", autouse=True)
def _broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The embedded broker and cache, on the socket where the settings look for it."""
    command = broker.broker_command()
    log = tmp_path_factory.mktemp("broker") / "log"
    folder = broker_paths.broker_folder(portal_settings.DATA_DIR)
    with (
        preflight.private_folder(folder),
        running(*command.arguments, environment={}, output=log) as process,
    ):
        broker.wait_until_up(lambda: process.poll() is not None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """Reset the database after a test that commits without Django's costly `flush`."""

    def reset(test: TransactionTestCase) -> None:
        reset_database()
        senders.end_idle()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", reset)
        yield


@pytest.fixture(scope="session", autouse=True)
def _undelayed_answers() -> Iterator[None]:
    """The body of an answer of Django's own server doesn't wait until its headers are confirmed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        yield


@pytest.fixture(scope="session", autouse=True)
def _short_pauses() -> Iterator[None]:
    """Clients try again as often as ever, and at once: no test watches them wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "RETRY_SECONDS", 0.01)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Limits and notes of one test don't count for the next."""
    cache.clear()


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


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The whole portal on an empty account, shared by all tests that leave it working."""
    # A short lease, so that what a killed worker held is soon taken up.
    with running_portal(demo=False, JOBS_LEASE_SECONDS="5") as running:
        yield running


def _point(settings: Settings, engine: Engine) -> None:
    settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = engine.api
    settings.ACRCLOUD_IDENTIFY_URL = engine.origin
    settings.AUDIOTAG_URL = engine.api
    settings.ACRCLOUD_TOKEN = engine.token
    settings.AUDIOTAG_API_KEY = engine.audiotag_key
