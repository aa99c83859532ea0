"""Prepare, serve and work together until told to stop."""

import argparse
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import orjson
from django.conf import settings

from engine.commands import prepare
from engine.errors import EngineCommandError
from engine.testbench.faults import active_faults, create_fault
from engine.wire.errors import InvalidFieldsError
from engine.wire.fields import Fields

STOP_TIMEOUT = 5.0


def run(options: argparse.Namespace) -> int:
    if code := prepare.run(options):
        return code
    if options.faults:
        create_faults(options.faults)
    children = [start_child("serve"), start_child("work")]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, exit_on_signal)
    sys.stdout.write(f"engine: http://{settings.HOST}:{settings.ENGINE_PORT}\n")
    sys.stdout.flush()
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    except SystemExit:
        stop_children(children)
        return 0
    stop_children(children)
    sys.stderr.write("engine: a part of it ended; stopping the rest\n")
    return 1


def create_faults(file: Path) -> None:
    """Replace the active faults by those of a file."""
    try:
        described = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise EngineCommandError(f"{file} is not JSON: {error}") from None
    if not isinstance(described, list) or not all(isinstance(fault, dict) for fault in described):
        raise EngineCommandError(f"{file} must hold a list of faults")
    active_faults().delete()
    for number, fault in enumerate(described):
        try:
            create_fault(Fields(fault))
        except InvalidFieldsError as error:
            raise EngineCommandError(f"{file}, fault {number + 1}: {error.errors}") from None


def start_child(command: str) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C reaches only this process, which stops the others.
    return subprocess.Popen([sys.executable, "-m", "engine", command], start_new_session=True)


def exit_on_signal(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def stop_children(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_TIMEOUT
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
