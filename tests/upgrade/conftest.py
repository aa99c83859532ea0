"""A database of 0.1.0, upgraded; one for each module of tests."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.upgrade.databases import database_of, row_counts

SETTINGS = {
    "SECRET_KEY": "the secret key of the upgrade test, and of nothing else",
    "SECRETS_KEYS": ["dXBncmFkZSB0ZXN0IGtleSwgdXBncmFkZSB0ZXN0ISE="],
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
}


@pytest.fixture(scope="module")
def rows_before_upgrade(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, int]]:
    """`connection` reaches the upgraded database; gives how many rows each table had before."""
    with (
        django_db_blocker.unblock(),
        override_settings(**SETTINGS),
        database_of("0.1.0", tmp_path_factory.mktemp("upgrade")),
    ):
        counts = row_counts()
        call_command("migrate", verbosity=0, interactive=False)
        yield counts
