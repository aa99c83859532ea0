"""Do the queued work: downloads, fingerprints, scans, callbacks."""

import argparse
import fcntl
import sys
from pathlib import Path

from django.conf import settings

from engine.disk import data_folder
from engine.processing.worker import Worker


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    with (Path(settings.ENGINE_DIR) / "work.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("engine: another worker is busy in this folder\n")
            return 1
        Worker().run()
    return 0
