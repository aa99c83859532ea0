"""Settings of the engine alone: its own database, its own folder, no part of the portal."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parent.parent
HIGHEST_PORT = 65_535
env = environ.Env()


def text(name: str, default: str = "") -> str:
    """A setting; empty counts as unset."""
    value: str = env.str(name, "")
    return value.strip() or default


def port(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or not 0 < int(value) <= HIGHEST_PORT:
        raise ImproperlyConfigured(f"{name} must be a port from 1 to 65535, not {value!r}")
    return int(value)


environ.Env.read_env(text("ENV_FILE", str(CHECKOUT / ".env")))
DATA_DIR = Path(text("DATA_DIR", str(CHECKOUT / "var"))).expanduser().resolve()

# The secrets that a first start made; what stands in the environment wins over them.
SECRETS_FILE = DATA_DIR / "secrets.env"
for name in ("ENGINE_TOKEN", "AUDIOTAG_API_KEY"):
    if os.environ.get(name) == "":
        del os.environ[name]
if SECRETS_FILE.is_file():
    environ.Env.read_env(SECRETS_FILE)

HOST = text("HOST", "127.0.0.1")
ENGINE_PORT = port("ENGINE_PORT", 8001)
ENGINE_TOKEN = text("ENGINE_TOKEN")
AUDIOTAG_API_KEY = text("AUDIOTAG_API_KEY")

# Private addresses are refused to callbacks and downloads, except the portal's own
# and what ENGINE_REACH lists (origins such as http://127.0.0.1:9000, or * for all).
PUBLIC_URL = text("PUBLIC_URL", f"http://127.0.0.1:{port('PORT', 8000)}")
ENGINE_REACH: list[str] = env.list("ENGINE_REACH", default=[])

ENGINE_DIR = DATA_DIR / "engine"
FILES_DIR = ENGINE_DIR / "files"
SPOOL_DIR = ENGINE_DIR / "spool"
INDEX_DIR = ENGINE_DIR / "index"
DEMO_DIR = ENGINE_DIR / "demo"

DEBUG = False
# Clients reach the engine under the names of the cloud's many hosts (through a proxy or a hosts
# file), so the Host header decides nothing. What an answer tells needs a token, a signature, an API
# key or a presigned address; /healthz alone needs none.
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["engine"]
MIDDLEWARE = ["engine.faults.middleware.inject_faults"]
ROOT_URLCONF = "engine.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENGINE_DIR / "engine.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
        },
    }
}

# An upload goes to disk block by block in the folder it will stay in, so keeping it is a rename.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = SPOOL_DIR
# Identification samples without a file name arrive as text fields and are read by a parser of
# the engine's own; this limit only guards the small forms of the Console API.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s engine %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "engine": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A 404 or 422 is the client's business and would only bury what matters.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
