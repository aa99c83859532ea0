"""The parts of an engine that runs as one: processes that share what was loaded before them."""

import argparse
import gc
import importlib
import multiprocessing
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import django
from django.utils.module_loading import import_string

from engine.parent_watch import end_with_parent

STOP_TIMEOUT = 5.0
# macOS's own libraries don't stand a fork.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
# Not `engine.wsgi`: it starts a thread, and a fork has none but its first.
SHARED = (
    "core.recognition.search",
    "django.core.wsgi",
    "engine.commands.serve",
    "engine.commands.work",
    "engine.faults.middleware",
    "engine.urls",
)


def load_what_parts_share() -> None:
    """To be called before they are started. Collections would copy what they share."""
    if START_METHOD != "fork":
        return
    for name in SHARED:
        importlib.import_module(name)
    gc.collect()
    gc.disable()
    gc.freeze()


def start_part(command: str, name: str, options: argparse.Namespace) -> BaseProcess:
    """Run a command in a process of its own, which ends with this one."""
    context: Any = multiprocessing.get_context(START_METHOD)
    process: BaseProcess = context.Process(target=run_part, args=(command, name, options))
    process.start()
    return process


def run_part(command: str, name: str, options: argparse.Namespace) -> None:
    # Where it was not forked, nothing is loaded yet.
    django.setup()
    if START_METHOD == "fork":
        Path("/proc/self/comm").write_text(f"acr-{name}")
        # The server forks its own process as well.
        multiprocessing.set_start_method("fork", force=True)
        gc.enable()
    parent = multiprocessing.parent_process()
    end_with_parent(parent.pid if parent else None)
    sys.exit(import_string(f"engine.commands.{command}.run")(options))


def stop_parts(parts: list[BaseProcess]) -> None:
    for part in parts:
        part.terminate()
    deadline = time.monotonic() + STOP_TIMEOUT
    for part in parts:
        part.join(max(0.0, deadline - time.monotonic()))
        if part.is_alive():
            part.kill()
            part.join()
