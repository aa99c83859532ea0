"""Rebuild the index from the stored fingerprints; no audio is needed."""

import argparse
import sys

from engine.disk import data_folder
from engine.recognition.index import reference_index


def run(options: argparse.Namespace) -> int:
    data_folder.check_ready()
    segment_count, file_count = reference_index().rebuild(), reference_index().total()
    if file_count and not segment_count:
        sys.stdout.write("engine: another process is merging and makes it anew\n")
    else:
        sys.stdout.write(f"engine: {segment_count} segments made of {file_count} files\n")
    return 0
