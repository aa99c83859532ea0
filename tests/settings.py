"""The portal's settings on a folder, ports and a database of this test process alone."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.isolation import clean_environment, free_port

_data_dir = tempfile.mkdtemp(prefix="acr-tests-")
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
(Path(_data_dir) / "static").mkdir()
_environment = clean_environment(
    # For the processes of pytest-xdist, which would otherwise find another one's default.
    DJANGO_SETTINGS_MODULE="tests.settings",
    DATA_DIR=_data_dir,
    ENGINE_PORT=str(free_port()),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
)
os.environ.clear()
os.environ.update(_environment)

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, LOGGING  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_data_dir) / "test.sqlite3")}
    # The tests' database needn't survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "WARNING"}}
