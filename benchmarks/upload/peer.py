"""Where the peer is installed, and how it is measured."""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SCRIPT = Path(__file__).with_name("send_alone.py")


def peer_python(folder: Path) -> Path:
    """A Python that has requests-toolbelt, installed the first time."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)]
        subprocess.run(install, check=True)
    return python


def measure(python: Path, address: str, file: Path) -> float:
    """Seconds until the remote answered that it has the file."""
    command = [str(python), str(SCRIPT), address, str(file)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
