"""Make the index anew from the fingerprints that are kept; no audio is needed."""

import argparse
import sys

from engine import state
from engine.references import index


def act(options: argparse.Namespace) -> int:
    state.ready()
    made, files = index().rebuild(), index().total()
    if files and not made:
        sys.stdout.write("engine: another process is merging and makes it anew\n")
    else:
        sys.stdout.write(f"engine: {made} segments made of {files} files\n")
    return 0
