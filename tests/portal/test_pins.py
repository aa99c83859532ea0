"""What is installed is what was pinned."""

import json
import re

from tests.engines import ROOT


def test_every_python_package_has_an_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {normal(line.split("==")[0]) for line in lines}

    assert "-c constraints.txt" in (ROOT / "requirements.txt").read_text().splitlines()
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / file).read_text().splitlines()
        names = [re.split(r"[\s=\[<>]", line)[0] for line in lines if re.match(r"\w", line)]
        assert names
        assert {normal(name) for name in names} <= pinned


def test_every_npm_package_has_a_digest_and_runs_no_script() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}

    assert installed
    assert all(package["integrity"].startswith("sha512-") for package in installed.values())
    assert '"ci", "--ignore-scripts"' in (ROOT / "script" / "bootstrap.py").read_text()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
