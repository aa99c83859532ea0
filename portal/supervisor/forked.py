"""Python children that go on from what the supervisor has loaded, instead of loading it again.

A fork shares memory until one side writes to it, and starts at once. It is safe because nothing
runs beside the supervisor's one thread, and because it holds no connection. Where forking isn't
safe, as on macOS, whose system libraries start threads of their own, children load for themselves.
"""

import atexit
import contextlib
import gc
import importlib
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn

import django
from django import template
from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

from portal import databases

# What the processes would import when they start.
MODULES = (
    "billiard.dummy",
    "billiard.pool",
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.app.routes",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.beat",
    "celery.bin.celery",
    "celery.bin.worker",
    "celery.concurrency.thread",
    "celery.events.receiver",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.consumer.delayed_delivery",
    "celery.worker.strategy",
    "django.core.management.commands.check",
    "django.core.management.commands.migrate",
    "django.core.cache.backends.redis",
    "granian.cli",
    "granian.server",
    "kombu.transport.redis",
    "kombu.mixins",
    "portal.cache",
    "portal.scheduler",
    "portal.urls",
    "portal.web.front",
)
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
WAIT_SECONDS = 0.02
LAST_STANDARD_FILE = 2

_is_preloaded = False


def preload() -> None:
    """Load what the processes have in common; does nothing where they can't be forked."""
    global _is_preloaded  # noqa: PLW0603
    if sys.platform != "linux" or _is_preloaded:
        return
    # Collections would copy pages that children share, and garbage would be shared for ever.
    gc.disable()
    django.setup()
    for name in MODULES:
        importlib.import_module(name)
    for path in settings.MIDDLEWARE:
        import_string(path)
    template.engines.all()
    get_resolver()._populate()
    celery = importlib.import_module("portal.celery").app
    celery.loader.import_default_modules()
    celery.finalize()
    gc.collect()
    gc.freeze()
    gc.enable()
    _is_preloaded = True


def can_fork() -> bool:
    """Whether children share what was preloaded: not when a thread could hold a lock for ever."""
    return _is_preloaded and threading.active_count() == 1


class ForkedProcess:
    """`python -m MODULE ARGUMENTS` in a fork of this process, the leader of its own group.

    To be used like a subprocess.Popen.
    """

    def __init__(
        self,
        name: str,
        arguments: tuple[str, ...],
        *,
        environment: Mapping[str, str],
        separate_errors: bool,
    ) -> None:
        output, out = os.pipe()
        errors, err = os.pipe() if separate_errors else (-1, out)
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal before the child has its own handlers would be lost.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            self.pid = os.fork()
            if self.pid == 0:
                _run_child(name, arguments, environment, out, err, mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            os.close(out)
            if separate_errors:
                os.close(err)
        # Also here, because the child may not have done it yet when its group is signalled.
        with contextlib.suppress(OSError):
            os.setpgid(self.pid, self.pid)
        self.stdout: IO[bytes] | None = os.fdopen(output, "rb")
        self.stderr: IO[bytes] | None = os.fdopen(errors, "rb") if separate_errors else None
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code once it has ended: negative for a signal."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(WAIT_SECONDS)
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def _run_child(
    name: str,
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    out: int,
    err: int,
    mask: set[int | signal.Signals],
) -> NoReturn:
    """Become the process, and end with it: the supervisor's own callers must never go on here."""
    code = 1
    try:
        os.setpgid(0, 0)
        _take_files(out, err)
        _take_signals(mask)
        _take_name(name)
        os.environ.update(environment)
        _take_settings()
        # What it starts itself, such as the processes of the web server, shares the memory too.
        multiprocessing.set_start_method("fork", force=True)
        code = _run_module(*arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _run_module(module: str, *arguments: str) -> int:
    """Run a module as `python -m` does, with all that follows at the end of a process."""
    sys.argv = [module, *arguments]
    code = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ending:
        if isinstance(ending.code, str):
            print(ending.code, file=sys.stderr)
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    # As multiprocessing does it in its own forks.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    return code


def _take_files(out: int, err: int) -> None:
    """Keep only the three standard files: the others are the supervisor's, such as its lock."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, out, err)):
        os.dup2(file, number)
    for entry in list(Path("/proc/self/fd").iterdir()):
        if int(entry.name) > LAST_STANDARD_FILE:
            with contextlib.suppress(OSError):
                os.close(int(entry.name))
    sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 - as long as it runs


def _take_signals(mask: set[int | signal.Signals]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _take_name(name: str) -> None:
    """What `top` and `ps -e` show; the command line stays the supervisor's."""
    Path("/proc/self/comm").write_text(f"acr-{name}")


def _take_settings() -> None:
    """The settings that differ between processes were read before their environment was known."""
    synchronous = os.environ.get("SQLITE_SYNCHRONOUS")
    if synchronous:
        databases.set_synchronous(settings.DATABASES["default"], synchronous)
