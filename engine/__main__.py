"""python -m engine: prepare, serve, work, run, catalogue."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "engine.settings"

from engine.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
