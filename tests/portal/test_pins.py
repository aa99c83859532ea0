"""What is installed is what was pinned."""

import json
import re

import pytest

from tests.engines import ROOT

# As script/lock writes it: a version, where it is needed, and the hashes of its files.
LOCKED = re.compile(
    r"([\w.-]+)==([\w.]+)(?: ; [^\\\n]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_python_package_has_an_exact_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert locked(lock)
    assert [line for line in LOCKED.sub("", text).splitlines() if not line.startswith("#")] == []
    assert (
        '"--require-hashes", "--requirement", lock'
        in (ROOT / "script" / "bootstrap.py").read_text()
    )


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_holds_what_its_requirements_ask_for(name: str) -> None:
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    pairs = [re.match(r"([\w.-]+)(?:\[\w+\])?==([\w.]+)", line) for line in lines]
    direct = {normal(pair[1]): pair[2] for pair in pairs if pair}
    assert direct
    assert (
        direct.items()
        <= {key: version for key, (version, _) in locked(f"{name}.lock").items()}.items()
    )


def test_the_lock_for_development_adds_to_the_other() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def locked(lock: str) -> dict[str, tuple[str, str]]:
    """Version and hashes of each package."""
    text = (ROOT / lock).read_text()
    return {normal(name): (version, hashes) for name, version, hashes in LOCKED.findall(text)}


def test_every_npm_package_has_a_digest_and_runs_no_script() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}

    assert installed
    assert all(package["integrity"].startswith("sha512-") for package in installed.values())
    assert '"ci", "--ignore-scripts"' in (ROOT / "script" / "bootstrap.py").read_text()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
