"""Setting up a checkout: what is missing is reported in one line."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.engines import ROOT

pytestmark = pytest.mark.process

NOWHERE = f"no-such-package-of-the-portal==1 --hash=sha256:{'0' * 64}\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the scripts alone, with one package to install that is nowhere to be had."""
    shutil.copytree(ROOT / "script", tmp_path / "script")
    (tmp_path / "requirements.lock").write_text(NOWHERE)
    return tmp_path


def bootstrap(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "script/bootstrap.py", "-c", "print('started')"],
        cwd=checkout,
        env=os.environ | {"PIP_NO_INDEX": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_packages_that_cannot_be_installed(checkout: Path) -> None:
    finished = bootstrap(checkout)

    errors = finished.stderr.splitlines()
    assert finished.returncode == 1
    assert len(errors) == 1
    assert errors[0].startswith("error: pip could not install requirements.lock: ERROR: ")
    assert "no-such-package-of-the-portal" in errors[0]
    assert (checkout / ".venv" / "setup.log").exists()


@pytest.fixture
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package, the smallest there can be."""
    file = tmp_path_factory.mktemp("wheels") / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(
            "tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n"
        )
        archive.writestr(
            "tiny-1.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr("tiny-1.dist-info/RECORD", "")
    return file


def test_a_package_with_another_hash_is_refused(checkout: Path, wheel: Path) -> None:
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = checkout / "requirements.lock"

    lock.write_text(f"tiny==1 --hash=sha256:{'0' * 64}\n")
    refused = bootstrap(checkout, PIP_FIND_LINKS=str(wheel.parent))
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr

    lock.write_text("tiny==1\n")
    assert bootstrap(checkout, PIP_FIND_LINKS=str(wheel.parent)).returncode == 1

    lock.write_text(f"tiny==1 --hash=sha256:{right}\n")
    assert bootstrap(checkout, PIP_FIND_LINKS=str(wheel.parent)).stdout.endswith("started\n")


def test_only_what_changed_is_installed_again(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("")

    assert "Installing" in bootstrap(checkout).stdout
    assert bootstrap(checkout).stdout == "started\n"

    (checkout / "requirements.lock").write_text(NOWHERE)
    assert bootstrap(checkout).returncode == 1


def test_an_interrupted_environment_is_made_anew(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("")
    (checkout / ".venv" / "bin").mkdir(parents=True)

    assert bootstrap(checkout).stdout.endswith("started\n")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_the_modules_for_environments(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory, module: str
) -> None:
    """As Debian ships it: the module is a package of its own."""
    without = tmp_path_factory.mktemp("without")
    (without / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest:"
        f" None if name == '{module}' else found(name, *rest)\n"
    )

    finished = bootstrap(checkout, PYTHONPATH=str(without))

    assert finished.returncode == 1
    assert finished.stderr.splitlines() == [
        f"error: {sys.executable} has no {module} module; install it"
        " (on Debian and Ubuntu: apt-get install python3-venv)"
    ]


def test_a_place_for_the_environment_that_cannot_be_written(checkout: Path) -> None:
    (checkout / ".venv").touch()

    finished = bootstrap(checkout)

    assert finished.returncode == 1
    assert len(finished.stderr.splitlines()) == 1
    assert "Traceback" not in finished.stderr


def test_no_python_that_is_new_enough(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    finished = subprocess.run(
        ["/bin/sh", str(ROOT / "script" / "with-python"), "script/bootstrap.py"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert finished.returncode == 1
    assert finished.stderr == (
        "error: Python 3.11 or newer is needed, and none was found on the PATH.\n"
    )
