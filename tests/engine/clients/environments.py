"""A virtual environment for each public client: several install packages of the same name."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.engine.running import ROOT

FOLDER = ROOT / ".venv-clients"


def environment(requirement: str) -> Path:
    """The folder of executables of an environment that holds one pinned client."""
    name = requirement.replace("==", "-")
    place = FOLDER / name
    marker = place / "installed"
    if not marker.exists():
        venv.create(place, with_pip=True, clear=True)
        done = subprocess.run(
            [place / "bin/python", "-m", "pip", "install", "--quiet", requirement],
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            missing(f"{requirement} can't be installed here: {done.stderr[-300:]}")
        marker.touch()
    return place / "bin"


def missing(reason: str) -> None:
    """Skip loudly, or fail where everything must have run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    sys.stderr.write(f"\nSKIPPED CLIENT: {reason}\n")
    pytest.skip(reason)
