"""A bad setting is an error that names it, and no error repeats a secret."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from tests.engines import ROOT
from tests.isolation import clean_environment

FERNET = Fernet.generate_key().decode()


def read(name: str, data_dir: Path, **settings: str) -> str:
    """The setting that this environment gives, or the message of the error it ends with.

    Runs the settings module anew in this process: starting one takes over a second.
    """
    environment = clean_environment(**({"DATA_DIR": str(data_dir)} | settings))
    with patch.dict(os.environ, environment, clear=True):
        try:
            return str(runpy.run_path(str(ROOT / "portal" / "settings.py"))[name])
        except ImproperlyConfigured as error:
            return str(error)


def test_a_bad_value_ends_the_process(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(tmp_path), PORT="eighty"),
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 1
    assert "ImproperlyConfigured: PORT must be" in finished.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("ENGINE_PORT", "70000"),
        ("PUBLIC_URL", "portal.example.com"),
        ("PUBLIC_URL", "ftp://portal.example.com"),
        ("ACRCLOUD_IDENTIFY_URL", "identify"),
        ("ACRCLOUD_READ_ONLY", "maybe"),
        ("ACRCLOUD_RATE_LIMIT", "-1"),
        ("ACRCLOUD_RATE_LIMIT", "nan"),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("SQLITE_SYNCHRONOUS", "OFF"),
        ("SECRETS_KEYS", "not-a-key"),
        ("SYNC_HOT_EVERY_SECONDS", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("TIME_ZONE", "Mars/Olympus"),
    ],
)
def test_a_bad_value_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    error = read("PORT", tmp_path, **{name: value})

    assert name in error


def test_the_cloud_needs_a_token(tmp_path: Path) -> None:
    error = read("PORT", tmp_path, ACRCLOUD_BASE_URL="https://api-v2.acrcloud.com/api")

    assert error.endswith("ACRCLOUD_TOKEN must be set")


def test_another_broker_than_redis_needs_a_cache_of_its_own(tmp_path: Path) -> None:
    error = read("PORT", tmp_path, CELERY_BROKER_URL="amqp://guest@127.0.0.1//")

    assert "CACHE_URL" in error


def test_a_redis_broker_is_the_cache_too(tmp_path: Path) -> None:
    address = "redis://127.0.0.1:6379/0"

    assert read("CACHE_URL", tmp_path, CELERY_BROKER_URL=address) == address


def test_errors_do_not_repeat_passwords_and_keys(tmp_path: Path) -> None:
    database = read("PORT", tmp_path, DATABASE_URL="oracle://portal:hunter2@db/portal")
    keys = read("PORT", tmp_path, SECRETS_KEYS=f"{FERNET},{FERNET[:-2]}")

    assert "hunter2" not in database
    assert FERNET[:10] not in keys


def test_without_the_cloud_everything_means_the_engine(tmp_path: Path) -> None:
    names = ["ACRCLOUD_BASE_URL", "ACRCLOUD_REGION_URL", "ACRCLOUD_IDENTIFY_URL", "AUDIOTAG_URL"]

    addresses = [read(name, tmp_path, ENGINE_PORT="18999") for name in names]

    assert all(address.startswith("http://127.0.0.1:18999") for address in addresses)


def test_with_the_cloud_audiotag_is_off_without_its_own_key(tmp_path: Path) -> None:
    cloud = {"ACRCLOUD_BASE_URL": "https://api-v2.acrcloud.com/api", "ACRCLOUD_TOKEN": "secret"}

    assert read("AUDIOTAG_API_KEY", tmp_path, **cloud) == ""
    assert read("AUDIOTAG_API_KEY", tmp_path, **cloud, AUDIOTAG_API_KEY="mine") == "mine"


def test_secrets_are_generated_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = read("SECRET_KEY", tmp_path)
    second = read("SECRET_KEY", tmp_path)

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRETS_KEYS", "ENGINE_TOKEN", "AUDIOTAG_API_KEY"])
def test_an_empty_value_does_not_hide_a_generated_secret(tmp_path: Path, name: str) -> None:
    setting = {"ENGINE_TOKEN": "ACRCLOUD_TOKEN"}.get(name, name)
    made = read(setting, tmp_path)

    assert read(setting, tmp_path, **{name: " "}) == read(setting, tmp_path, **{name: ""}) == made
    assert read("PORT", tmp_path, **{name: ""}) == "8000"


def test_an_empty_value_does_not_hide_the_value_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("PORT=8123\nHOST=\n")

    assert read("PORT", tmp_path, ENV_FILE=str(file), PORT="") == "8123"
    assert read("PORT", tmp_path, ENV_FILE=str(file), PORT="8124") == "8124"
    assert read("HOST", tmp_path, ENV_FILE=str(file)) == "127.0.0.1"


def test_an_empty_value_counts_as_unset(tmp_path: Path) -> None:
    assert read("PORT", tmp_path, PORT="") == "8000"
