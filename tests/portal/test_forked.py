"""Children are forked from a process in which nothing else runs, and take nothing of it along."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.isolation import ROOT, clean_environment

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks"),
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("forking")
    folder.chmod(0o700)
    finished = subprocess.run(
        [sys.executable, "-m", "tests.portal.forking"],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(folder)),
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr
    described: dict[str, Any] = json.loads(finished.stdout)
    return described


def test_nothing_runs_and_nothing_is_connected_before_a_fork(facts: dict[str, Any]) -> None:
    assert facts["threads"] == 1
    assert facts["main thread alone"]
    assert facts["sockets"] == []
    assert facts["connections"] == []


def test_a_fork_runs_a_module_as_its_own_process(facts: dict[str, Any]) -> None:
    child = facts["child"]

    assert child["arguments"] == ["as", "child"]
    assert child["environment"] == "1"
    assert child["group"]
    assert child["name"] == "acr-one"
    assert child["loaded"]
    assert facts["errors"] == "its progress\n"
    assert facts["code"] == 3


def test_a_fork_has_neither_files_nor_signal_handlers_of_the_supervisor(
    facts: dict[str, Any],
) -> None:
    child = facts["child"]

    assert child["open"] == []
    assert child["handlers"] == ["0", "0"] or child["handlers"] == ["Handlers.SIG_DFL"] * 2
    assert child["blocked"] == 0


def test_a_supervisor_loads_no_numpy(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    program = (
        "from portal.supervisor import forked; forked.preload(); import sys;"
        "print([name for name in ('numpy', 'scipy', 'av') if name in sys.modules])"
    )
    environment = clean_environment(
        DATA_DIR=str(tmp_path), DJANGO_SETTINGS_MODULE="portal.settings"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout == "[]\n"
