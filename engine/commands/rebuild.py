"""Rebuild the index from the stored fingerprints; no audio is needed."""

import argparse
import sys

from engine.disk import data_folder
from engine.recognition.index import reference_index


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    made, files = reference_index().rebuild(), reference_index().total()
    if files and not made:
        sys.stdout.write("engine: another process is merging and makes it anew\n")
    else:
        sys.stdout.write(f"engine: {made} segments made of {files} files\n")
    return 0
