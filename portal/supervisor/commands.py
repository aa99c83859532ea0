"""The commands of the processes that make up the portal."""

import sys

from django.conf import settings

from portal.supervisor import broker
from portal.supervisor.child import Command

WEB_WORKERS = 2
HEADER_TIMEOUT_MILLISECONDS = 10_000
FAST_THREADS = 4
BULK_THREADS = 4


def process_commands() -> list[Command]:
    """The long-running processes, in the order of starting: the others wait for the broker."""
    embedded = [broker.broker_command()] if settings.BROKER_IS_EMBEDDED else []
    # It loads for itself, while the others are ready at once and look for it.
    engine = [_engine("run", "--prepared")] if settings.REMOTE_IS_ENGINE else []
    return [
        *embedded,
        *engine,
        _web(),
        _worker("fast", FAST_THREADS),
        _worker("bulk", BULK_THREADS),
        _scheduler(),
    ]


def preparation_commands() -> list[Command]:
    """What must have run before `process_commands`; they may run in parallel."""
    prepare = (sys.executable, "-m", "portal.supervisor.prepare")
    portal = Command("portal", prepare, reports=True, is_forked=True)
    if not settings.REMOTE_IS_ENGINE:
        return [portal]
    return [portal, _engine("prepare", "--demo", "--later")]


def _web() -> Command:
    arguments = web_server("portal.asgi:application", host=settings.HOST, port=settings.PORT)
    return Command("web", arguments, is_forked=True)


def web_server(
    application: str, *, host: str, port: int, workers: int = WEB_WORKERS
) -> tuple[str, ...]:
    """The command line of the web server; docs/decisions/0011 gives the reasons."""
    options = {
        "interface": "asginl",
        # With "auto" a connection that sends nothing is never closed.
        "http": "1",
        "http1-header-read-timeout": str(HEADER_TIMEOUT_MILLISECONDS),
        "host": host,
        "port": str(port),
        "workers": str(workers),
        "loop": "asyncio",
        # Both count connections, and each slow peer holds one.
        "backlog": "8192",
        "backpressure": "4096",
        "workers-kill-timeout": "5",
        "log-level": "error",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    # No access log: the path of a callback contains its secret.
    switches = ["--no-ws", "--respawn-failed-workers", "--no-access-log"]
    return (sys.executable, "-m", "granian", *flags, *switches, application)


def _worker(queue: str, threads: int) -> Command:
    # Threads, because most work waits for the remote, and `kill -9` of one process leaves no other.
    # Decoding, which computes, has a process of its own.
    pool = ("--pool", "threads", "--concurrency", str(threads))
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    name = ("--queues", queue, "--hostname", f"{queue}@%h")
    return _celery(queue, "worker", *name, *pool, *quiet)


def _scheduler() -> Command:
    # Keeps its schedule in memory: due work is found in the database, not in a schedule file.
    return _celery("scheduler", "beat", "--scheduler", "portal.scheduler:DirectScheduler")


def _celery(name: str, *arguments: str) -> Command:
    start = (sys.executable, "-m", "celery", "--quiet", "--app", "portal.celery")
    level = ("--loglevel", settings.LOG_LEVEL)
    # Django's checks were part of the preparation; here they would load and touch every app.
    environment = {"SQLITE_SYNCHRONOUS": "NORMAL", "CELERY_SKIP_CHECKS": "1"}
    return Command(name, (*start, *arguments, *level), environment, is_forked=True)


def _engine(*arguments: str) -> Command:
    environment = {
        "DATA_DIR": str(settings.DATA_DIR),
        "ENGINE_PORT": str(settings.ENGINE_PORT),
        "PUBLIC_URL": settings.PUBLIC_URL,
        # So that no thread runs where it forks, and fewer heaps keep what they once needed.
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        # It serves only this portal, so it listens on loopback wherever the portal listens.
        "HOST": "127.0.0.1",
    }
    return Command("engine", (sys.executable, "-m", "engine", *arguments), environment)
