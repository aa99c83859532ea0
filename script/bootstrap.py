"""Set up this checkout, then hand over: bootstrap.py [--dev] ARGUMENTS OF PYTHON.

Standard library only, because it runs before anything is installed. Each step leaves a stamp of
what it was made from, so the next start skips it.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("requirements.lock", "requirements-dev.lock")
STARTED = time.time()


class SetupError(Exception):
    """Why the checkout can't be set up, in one line."""


def main(arguments: list[str]) -> None:
    dev = arguments[:1] == ["--dev"]
    try:
        take_lock()
        make_environment()
        install_python_packages("requirements-dev.lock" if dev else "requirements.lock")
        install_front_end()
    except SetupError as refusal:
        leave(str(refusal))
    except OSError as error:
        leave(f"{error.filename or ROOT}: {error.strerror}")
    except KeyboardInterrupt:
        leave("stopped before the set-up was done; the next start goes on from here")
    environment = os.environ | {"PORTAL_STARTED": str(STARTED)}
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])
    os.execve(PYTHON, [str(PYTHON), *arguments[dev:]], environment | {"PATH": path})


def take_lock() -> None:
    """Let one process at a time set up the checkout; exec releases the lock."""
    folder = os.open(ROOT, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another start is setting up this checkout; waiting for it")
        fcntl.flock(folder, fcntl.LOCK_EX)


def make_environment() -> None:
    if works(PYTHON):
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(
                f"{sys.executable} has no {module} module; install it"
                f" (on Debian and Ubuntu: apt-get install python3-venv)"
            )
    if not os.access(ROOT, os.W_OK):
        raise SetupError(f"{ROOT} can't be written, and the virtual environment belongs there")
    say("Making the virtual environment in .venv")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "python -m venv failed")


def works(python: Path) -> bool:
    if not python.exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0


def install_python_packages(lock: str) -> None:
    """Install exactly what a lock names, and only files with its hashes."""
    fingerprint = digest(*LOCKS, ".venv/pyvenv.cfg")
    # The lock for development includes the other, so its stamp counts for both.
    if fingerprint in [read(stamp(name)) for name in {lock, LOCKS[-1]}]:
        return
    say(f"Installing the Python packages of {lock}")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--prefer-binary", "--no-compile", "--require-hashes", "--requirement", lock]
    run(command, f"pip could not install {lock}")
    stamp(lock).write_text(fingerprint)


def stamp(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def install_front_end() -> None:
    if not (ROOT / "package-lock.json").exists():
        return
    installed = ROOT / "node_modules" / ".installed"
    fingerprint = digest("package.json", "package-lock.json")
    if read(installed) == fingerprint:
        return
    say("Installing the front-end packages of package-lock.json")
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])
    command = [str(PYTHON.parent / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(command, "npm could not install package-lock.json", environment={"PATH": path})
    installed.write_text(fingerprint)


def digest(*names: str) -> str:
    return hashlib.sha256("\0".join(read(ROOT / name) for name in names).encode()).hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def run(command: list[str], failure: str, environment: dict[str, str] | None = None) -> None:
    """Run a quiet step. When it fails, the refusal quotes its error and names the whole log."""
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if finished.returncode == 0:
        return
    lines = [line.strip() for line in finished.stdout.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    reason = (errors or lines or [f"exit code {finished.returncode}"])[0]
    log = VENV / "setup.log" if VENV.is_dir() else None
    if log:
        log.write_text(finished.stdout)
    raise SetupError(f"{failure}: {reason}" + (f" (whole output: {log})" if log else ""))


def say(message: str) -> None:
    print(f"{time.time() - STARTED:6.1f} s  {message}", flush=True)


def leave(reason: str) -> NoReturn:
    print(f"error: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
