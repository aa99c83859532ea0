"""python -m engine COMMAND: prepare, serve, work, run, catalogue, rebuild; for tests and benchmarks
generate, evolve, pages. `--help` says what each does."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "engine.settings"

from engine.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
