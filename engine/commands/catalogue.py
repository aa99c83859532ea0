"""Add a folder of music to the catalogue bucket."""

import argparse
import sys

from engine import catalogue
from engine.disk import data_folder


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    if not options.folder.is_dir():
        raise NotADirectoryError(f"{options.folder} is not a folder")
    added_count = 0
    for line, is_new in catalogue.add_folder(options.folder):
        sys.stdout.write(f"{line}\n")
        added_count += is_new
    sys.stdout.write(
        f"engine: {added_count} tracks added; they are searched once the worker is done\n"
    )
    return 0
