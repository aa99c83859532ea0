"""Documents name what is there: settings, dependencies, files, tests and other documents."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.engines import ROOT
from tests.isolation import own_settings

ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
LINK = re.compile(r"^\| \[([^\]]+)\]\(https://", re.MULTILINE)
ONLY_TESTS = {"TEST_DATABASE_URL", "CI"}

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./*-]+\.(?:py|html|js|css|md|toml|yaml|txt|json|ini)|[a-z][\w./-]*/")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
REFERENCE = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Files that every app has, or that a user makes.
PATTERNS = {
    *("models.py", "resources.py", "services.py", "tasks.py", "forms.py", "views.py", "urls.py"),
    *("tables.py", "presenters.py", "states.py", "admin.py", "serializers.py", "base.html"),
    *("api/", "var/", "faults.json", "pages.json", "results.json"),
}


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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = FENCED.sub("", document.read_text())
    named = {name for code in CODE.findall(text) if FILE.fullmatch(name := code)}

    missing = {name for name in named - PATTERNS if not _is_there(name, document)}

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    named = TEST.findall(document.read_text())

    missing = {f"{file}::{name}" for file, name in named if name not in _tests_in(file)}

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for name, anchor in REFERENCE.findall(FENCED.sub("", document.read_text())):
        target = document.parent / name if name else document
        assert target.exists(), name
        if anchor:
            assert anchor in _anchors(target.read_text()), f"{name}#{anchor}"


def test_each_threat_names_its_defence_and_its_test() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text()
    rows = [line for line in text.splitlines() if re.match(r"\| [ABCDEFG]\d+ \|", line)]

    assert len(rows) > 20
    for row in rows:
        _, defence, tests = row.strip("| ").rsplit(" | ", 2)
        assert FILE.search(defence), row
        assert TEST.search(tests) or "**no test**" in tests, row


def _is_there(name: str, document: Path) -> bool:
    if "*" in name:
        return any(ROOT.glob(name))
    return (ROOT / name).exists() or (document.parent / name).exists()


@cache
def _tests_in(file: str) -> frozenset[str]:
    path = ROOT / file
    return frozenset(re.findall(r"def (test_\w+)\(", path.read_text()) if path.exists() else ())


def _anchors(text: str) -> set[str]:
    """The anchors of headings, as GitHub makes them."""
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}
