"""The picture in docs/architecture.md shows what the import contracts enforce."""

import re
import tomllib
from itertools import pairwise, product
from typing import Any

import pytest

from tests.engines import ROOT

Arrows = set[tuple[str, str]]


@pytest.fixture(scope="module")
def contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rows: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return rows


@pytest.fixture(scope="module")
def picture() -> dict[str, Arrows]:
    """The arrows of the picture: those inside of `core`, those of the engine, and the others."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    match = re.search(r"^```mermaid\nflowchart TB\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert match is not None
    arrows: dict[str, Arrows] = {"top": set(), "core": set(), "engine": set()}
    group = "top"
    for line in map(str.strip, match.group(1).splitlines()):
        if line.startswith("subgraph "):
            group = line.removeprefix("subgraph ")
        elif line == "end":
            group = "top"
        else:
            chain = [part.split(" & ") for part in line.split(" --> ")]
            drawn = {arrow for step in pairwise(chain) for arrow in product(*step)}
            arrows["engine" if line.startswith("engine ") else group] |= drawn
    return arrows


def test_the_apps_are_drawn_in_the_order_of_their_contract(
    contracts: list[dict[str, Any]], picture: dict[str, Arrows]
) -> None:
    assert picture["top"] == _arrows(_layers(contracts, []))


def test_the_packages_of_core_are_drawn_in_the_order_of_their_contract(
    contracts: list[dict[str, Any]], picture: dict[str, Arrows]
) -> None:
    assert picture["core"] == _arrows(_layers(contracts, ["core"]))


def test_the_engine_s_arrows_are_what_its_contract_leaves(
    contracts: list[dict[str, Any]], picture: dict[str, Arrows]
) -> None:
    [forbidden] = [
        contract["forbidden_modules"]
        for contract in contracts
        if contract["type"] == "forbidden" and contract["source_modules"] == ["engine"]
    ]
    packages = {name for layer in _layers(contracts, ["core"]) for name in layer}
    allowed = {name for name in packages if f"core.{name}" not in forbidden}

    assert picture["engine"] == {("engine", name) for name in allowed}


def test_the_contracts_cover_every_app(contracts: list[dict[str, Any]]) -> None:
    layers = {name for layer in _layers(contracts, []) for name in layer}
    inside_core = {name for layer in _layers(contracts, ["core"]) for name in layer}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - {"tests", "benchmarks", "engine"} == layers
    assert {path.parent.name for path in ROOT.glob("core/*/__init__.py")} == inside_core


def test_each_package_of_the_picture_is_explained(picture: dict[str, Arrows]) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for group, folder in (("top", ""), ("core", "core/"), ("engine", "")):
        for package in {name for arrow in picture[group] for name in arrow} - {"core"}:
            place = package if group != "engine" or package == "engine" else f"core/{package}"
            assert f"| `{folder}{place}/` |" in text


def _layers(contracts: list[dict[str, Any]], containers: list[str]) -> list[list[str]]:
    [layers] = [
        contract["layers"]
        for contract in contracts
        if contract["type"] == "layers" and contract.get("containers", []) == containers
    ]
    return [layer.split(" | ") for layer in layers]


def _arrows(layers: list[list[str]]) -> Arrows:
    return {arrow for step in pairwise(layers) for arrow in product(*step)}
