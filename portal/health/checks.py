"""What each probe asks. All have short timeouts or are given up by their probe."""

import socket
from functools import cache
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu import Connection

from jobs import heartbeats
from portal.health.probe import Failing

# Two beats may be missed: a write can wait for another one.
BEATS_MISSED_AFTER = 2 * heartbeats.EVERY_SECONDS + 1
TIMEOUT_SECONDS = 2.0


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def tables() -> str:
    """Every migration is applied, and every table of the mirror is there."""
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise Failing(f"{len(missing)} migrations not applied")
    absent = _mirror_tables() - set(connection.introspection.table_names())
    if absent:
        raise Failing(f"{len(absent)} mirror tables missing")
    return "as the code expects"


@cache
def _migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


@cache
def _mirror_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if not model._meta.managed}


def broker() -> str:
    timeouts = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    is_redis = settings.CELERY_BROKER_URL.startswith("redis")
    with Connection(
        settings.CELERY_BROKER_URL,
        connect_timeout=TIMEOUT_SECONDS,
        transport_options=timeouts if is_redis else {},
    ) as connected:
        # Opening a channel is the first thing that needs an answer.
        connected.connect()
        connected.channel()
    return "answers"


def shared_cache() -> str:
    caches["default"].get("health")
    return "answers"


def alive(name: str) -> str:
    """The worker or scheduler of that name gave a sign of life a moment ago."""
    age = heartbeats.ages().get(name)
    if age is None:
        raise Failing("never seen")
    if age > BEATS_MISSED_AFTER:
        raise Failing(f"silent for {age:.0f} s")
    return f"alive {age:.0f} s ago"


def remote() -> str:
    address = urlsplit(settings.ACRCLOUD_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    with socket.create_connection((str(address.hostname), port), timeout=TIMEOUT_SECONDS):
        return "reachable"
