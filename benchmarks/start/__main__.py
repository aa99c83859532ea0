"""What the one-command run weighs: its start, its memory and what it takes while idle.

python -m benchmarks.start [--files N] [--seconds 60] [--write FILE]

Starts the portal of this checkout on an empty folder as `script/server` does, waits until the demo
account is complete, stops it, and starts it again. With `--files` so many files are in the mirror
at the second start. Then it waits until nothing is left to be done, and measures for `--seconds`.
Runs on Linux only, which knows what processes share.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.figures import replace_figures
from benchmarks.start.measure import measure
from benchmarks.start.report import report


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60.0, help="of idleness")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), files=options.files, seconds=options.seconds)
    table = report(figures, options.files)
    print(table)
    if options.write:
        page = options.write.read_text() if options.write.exists() else ""
        options.write.write_text(replace_figures(page, f"start, {options.files} files", table))


if __name__ == "__main__":
    main()
