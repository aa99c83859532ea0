"""Add a folder of music to the catalogue bucket."""

import argparse
import sys

from engine import catalogue, state


def act(options: argparse.Namespace) -> int:
    state.ready()
    if not options.folder.is_dir():
        raise NotADirectoryError(f"{options.folder} is not a folder")
    added = 0
    for line, taken in catalogue.add_folder(options.folder):
        sys.stdout.write(f"{line}\n")
        added += taken
    sys.stdout.write(f"engine: {added} tracks added; they are searched once the worker is done\n")
    return 0
