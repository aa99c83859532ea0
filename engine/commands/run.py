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

from engine.bench.views import put_up, standing
from engine.commands import Stop, prepare
from engine.wire.errors import Invalid
from engine.wire.fields import Fields

GRACE = 5.0


def act(options: argparse.Namespace) -> int:
    if code := prepare.act(options):
        return code
    if options.faults:
        put_up_all(options.faults)
    children = [start("serve"), start("work")]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    sys.stdout.write(f"engine: http://{settings.HOST}:{settings.ENGINE_PORT}\n")
    sys.stdout.flush()
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    except SystemExit:
        end(children)
        return 0
    end(children)
    sys.stderr.write("engine: a part of it ended; stopping the rest\n")
    return 1


def put_up_all(file: Path) -> None:
    """The faults of a file take the place of those that were up."""
    try:
        described = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Stop(f"{file} is not JSON: {error}") from None
    if not isinstance(described, list) or not all(isinstance(one, dict) for one in described):
        raise Stop(f"{file} must hold a list of faults")
    standing().delete()
    for number, one in enumerate(described):
        try:
            put_up(Fields(one))
        except Invalid as error:
            raise Stop(f"{file}, fault {number + 1}: {error.errors}") from None


def start(command: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches this process alone and it ends the others.
    return subprocess.Popen([sys.executable, "-m", "engine", command], start_new_session=True)


def stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
