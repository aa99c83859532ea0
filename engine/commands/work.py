"""Do the queued work: downloads, fingerprints, scans, callbacks."""

import argparse
import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings

from engine.demo.plan import unfinished_mark
from engine.disk import data_folder
from engine.processing.worker import Worker

RETRY_SECONDS = 30.0


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    with (Path(settings.ENGINE_DIR) / "work.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("engine: another worker is busy in this folder\n")
            return 1
        worker = Worker()
        if unfinished_mark().exists():
            threading.Thread(target=fill, args=(worker.stopping,), daemon=True).start()
        worker.run()
    return 0


def fill(stopping: threading.Event) -> None:
    """Make the demo's audio in a process of its own, whose memory goes with it."""
    while unfinished_mark().exists():
        command = [sys.executable, "-m", "engine", "fill", "--parent", str(os.getpid())]
        code = subprocess.run(command).returncode
        if code and stopping.wait(RETRY_SECONDS):
            return
