"""Writes docs/engine-operations.md from the tests' marks: python -m tests.engine.operation_table"""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "docs" / "engine-operations.md"

COLUMNS = "| operation | parameter or outcome | the engine | shown by |\n|---|---|---|---|\n"


@dataclass(frozen=True, order=True)
class Line:
    operation: str
    parameter: str
    how: str
    test: str

    def __str__(self) -> str:
        return f"| `{self.operation}` | {self.parameter} | {self.how} | `{self.test}` |"


class Marks:
    """A pytest plugin that reads the marks of the collected tests."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for test in session.items:
            name = f"{Path(test.path).name}::{getattr(test, 'originalname', test.name)}"
            for mark in test.iter_markers("operation"):
                address, parameters, how = mark.args
                for parameter in parameters or ("",):
                    self.lines.add(Line(address, parameter, how, name))


def table(lines: Iterable[Line]) -> str:
    """The page with a new table; the text before the table is written by hand."""
    head = TABLE.read_text().partition(COLUMNS)[0]
    return head + COLUMNS + "\n".join(map(str, sorted(lines))) + "\n"


def collect_table() -> str:
    marks = Marks()
    here = str(Path(__file__).parent)
    pytest.main(["-c", f"{here}/pytest.ini", "--collect-only", "-qq", here], plugins=[marks])
    return table(marks.lines)


def generate_table() -> str:
    """The table, generated in a new process because pytest may be running in this one."""
    program = (
        "from tests.engine.operation_table import collect_table; print('=====' + collect_table())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.rpartition("=====")[2].removesuffix("\n")


if __name__ == "__main__":
    TABLE.write_text(generate_table())
