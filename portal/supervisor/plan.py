"""Which processes make up this copy of the portal."""

import sys

from django.conf import settings

from portal.supervisor import broker
from portal.supervisor.child import Command

WEB_WORKERS = 2
# Eight slow uploads would stop the callbacks with 8 threads; with 64 in all they don't notice.
WEB_THREADS = 32
FAST_THREADS = 4
BULK_THREADS = 4


def commands() -> list[Command]:
    """In the order of starting; the broker first, as the others wait for it."""
    embedded = [broker.command()] if settings.BROKER_IS_EMBEDDED else []
    engine = [_engine("serve"), _engine("work")] if settings.REMOTE_IS_ENGINE else []
    return [
        *embedded,
        _web(),
        _worker("fast", FAST_THREADS),
        _worker("bulk", BULK_THREADS),
        _scheduler(),
        *engine,
    ]


def preparations() -> list[Command]:
    """What must have run before `commands`; each may run beside the others."""
    portal = Command("portal", (sys.executable, "-m", "portal.supervisor.prepare"), reports=True)
    if not settings.REMOTE_IS_ENGINE:
        return [portal]
    return [portal, _engine("prepare", "--demo")]


def _web() -> Command:
    # No access log: the path of a callback carries its secret.
    options = {
        "interface": "wsgi",
        "host": settings.HOST,
        "port": str(settings.PORT),
        "workers": str(WEB_WORKERS),
        "blocking-threads": str(WEB_THREADS),
        "workers-kill-timeout": "5",
        "log-level": "error",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    switches = ["--no-ws", "--respawn-failed-workers", "--no-access-log"]
    arguments = (sys.executable, "-m", "granian", *flags, *switches, "portal.wsgi:application")
    return Command("web", arguments)


def _worker(queue: str, threads: int) -> Command:
    # Threads: the work waits for the remote most of the time, and one process is what `kill -9`
    # leaves nothing of. What computes (decoding) has a process of its own.
    pool = ("--pool", "threads", "--concurrency", str(threads))
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    name = ("--queues", queue, "--hostname", f"{queue}@%h")
    return _celery(queue, "worker", *name, *pool, *quiet)


def _scheduler() -> Command:
    # Its schedule is kept in memory: what is due stands in the database, not in a file of its own.
    return _celery("scheduler", "beat", "--scheduler", "celery.beat:Scheduler")


def _celery(name: str, *arguments: str) -> Command:
    # Its warning about root is about pickled messages, and none are taken here.
    unwarned = ("-W", "ignore:You're running the worker with superuser privileges")
    start = (sys.executable, *unwarned, "-m", "celery", "--quiet", "--app", "portal.celery")
    level = ("--loglevel", settings.LOG_LEVEL)
    return Command(name, (*start, *arguments, *level), {"SQLITE_SYNCHRONOUS": "NORMAL"})


def _engine(*arguments: str) -> Command:
    environment = {
        "DATA_DIR": str(settings.DATA_DIR),
        "ENGINE_PORT": str(settings.ENGINE_PORT),
        "PUBLIC_URL": settings.PUBLIC_URL,
        # It serves this portal alone, so it stays on loopback wherever the portal listens.
        "HOST": "127.0.0.1",
    }
    name = "engine" if arguments[0] != "work" else "analysis"
    return Command(name, (sys.executable, "-m", "engine", *arguments), environment)
