"""Make the demo's audio while the engine serves already; the worker starts this by itself."""

import argparse
import os

from engine.commands.reports import report
from engine.demo.furnish import furnish_account
from engine.demo.plan import unfinished_mark
from engine.disk import data_folder
from engine.models import AudioFile, ScannedFile
from engine.parent_watch import end_with_parent
from engine.processing import references, scans
from engine.processing.queue import claim

# Requests and passes come first.
NICENESS = 10


def run(options: argparse.Namespace) -> int:
    """The worker beside it processes each file as it comes."""
    data_folder.check_ready()
    end_with_parent(options.parent)
    os.nice(NICENESS)
    if unfinished_mark().exists():
        furnish_account(report, process=lambda: None)
    return 0


def fill_alone() -> None:
    """Make and process everything, where no worker runs."""
    furnish_account(report, process=_process_all)


def _process_all() -> None:
    while file := claim(AudioFile):
        references.process(file)
    while recording := claim(ScannedFile):
        scans.process(recording)
