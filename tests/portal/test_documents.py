"""What can be set and what is depended on is documented, and nothing else is."""

import json
import re

from tests.engines import ROOT
from tests.isolation import own_settings

ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
LINK = re.compile(r"^\| \[([^\]]+)\]\(https://", re.MULTILINE)
ONLY_TESTS = {"TEST_DATABASE_URL", "CI"}


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(ROW.findall((ROOT / "docs" / "settings.md").read_text()))

    assert documented == own_settings() | ONLY_TESTS


def test_every_dependency_has_its_reason() -> None:
    packages = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if "==" in line:
                packages.add(re.split(r"[\[=]", line)[0])

    assert set(LINK.findall((ROOT / "docs" / "dependencies.md").read_text())) == packages
