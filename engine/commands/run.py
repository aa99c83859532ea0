"""Prepare, serve and work together until told to stop."""

import argparse
import signal
import sys
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType

import orjson
from django.conf import settings

from engine.commands import prepare
from engine.commands.parts import load_what_parts_share, start_part, stop_parts
from engine.errors import EngineCommandError
from engine.testbench.faults import active_faults, create_fault
from engine.wire.errors import InvalidFieldsError
from engine.wire.fields import Fields


def run(options: argparse.Namespace) -> int:
    if not options.prepared and (code := prepare.run(options)):
        return code
    if options.faults:
        create_faults(options.faults)
    load_what_parts_share()
    parts = [start_part("serve", "engine", options), start_part("work", "analysis", options)]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, exit_on_signal)
    sys.stdout.write(f"engine: http://{settings.HOST}:{settings.ENGINE_PORT}\n")
    sys.stdout.flush()
    try:
        # Ends are told by the parts themselves: nothing is looked at meanwhile.
        wait([part.sentinel for part in parts])
    except SystemExit:
        stop_parts(parts)
        return 0
    stop_parts(parts)
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


def exit_on_signal(number: int, frame: FrameType | None) -> None:
    raise SystemExit
