"""The checks that probes run. Each has a short timeout, or its probe reports it as hanging."""

import socket
import time
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu import Connection

from core.jobs import heartbeats
from portal.health.probe import ProbeFailedError

# Two heartbeats may be late, because a write can wait for another one.
HEARTBEAT_TIMEOUT_SECONDS = 2 * heartbeats.INTERVAL_SECONDS + 1
TIMEOUT_SECONDS = 2.0
ROUND_SECONDS = 0.4


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def tables() -> str:
    """Every migration is applied, and every table of the mirror is there."""
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise ProbeFailedError(f"{len(missing)} migrations not applied")
    absent = _mirror_tables() - set(connection.introspection.table_names())
    if absent:
        raise ProbeFailedError(f"{len(absent)} mirror tables missing")
    return "as the code expects"


@cache
def _migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


@cache
def _mirror_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if not model._meta.managed}


def broker() -> str:
    if settings.CELERY_BROKER_URL.startswith("redis"):
        _ping_broker()
        return "answers"
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=TIMEOUT_SECONDS) as connected:
        # Opening a channel is the first thing that needs an answer.
        connected.connect()
        connected.channel()
    return "answers"


def _ping_broker() -> None:
    """Over a connection that is kept: opening one costs ten times as much as asking."""
    connected = _broker_connection()
    try:
        # Without it the channel would wait for a broker that is down.
        connected.connect()
        redis: Any = connected.default_channel
        redis.client.ping()
    except Exception:
        _broker_connection.cache_clear()
        connected.release()
        raise


@cache
def _broker_connection() -> Connection:
    timeouts = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    return Connection(
        settings.CELERY_BROKER_URL, connect_timeout=TIMEOUT_SECONDS, transport_options=timeouts
    )


def shared_cache() -> str:
    caches["default"].get("health")
    return "answers"


def heartbeat(name: str) -> str:
    """The worker or scheduler of that name sent a heartbeat recently."""
    age = _beats_of_this_round(int(time.monotonic() / ROUND_SECONDS)).get(name)
    if age is None:
        raise ProbeFailedError("never seen")
    if age > HEARTBEAT_TIMEOUT_SECONDS:
        raise ProbeFailedError(f"silent for {age:.0f} s")
    return f"alive {age:.0f} s ago"


@lru_cache(maxsize=1)
def _beats_of_this_round(number: int) -> dict[str, float]:
    """The checks of one probe follow one another, and share one query."""
    return heartbeats.seconds_since_beats()


def remote() -> str:
    address = urlsplit(settings.ACRCLOUD_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    with socket.create_connection((str(address.hostname), port), timeout=TIMEOUT_SECONDS):
        return "reachable"
