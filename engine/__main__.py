"""python -m engine COMMAND: prepare, fill, serve, work, run, catalogue, rebuild; for tests and
benchmarks generate, evolve, pages. `--help` says what each does."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "engine.settings"

from engine.commands import main

if __name__ == "__main__":
    # What customers upload is nobody else's on this machine.
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
