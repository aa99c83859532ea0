"""A supervised process is restarted, however it ended, as soon as possible."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.supervisor import console
from portal.supervisor.child import ChildProcess, Command
from portal.supervisor.guard import Guard


@pytest.fixture
def guard() -> Iterator[Guard]:
    made = Guard()
    yield made
    made.dismiss()


def watch_until(child: ChildProcess, said: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Watch the child as a run does; returns what was said meanwhile."""
    output, deadline = "", time.monotonic() + 60
    while said not in output and time.monotonic() < deadline:
        child.watch()
        time.sleep(0.02)
        output += capsys.readouterr().out
    assert said in output
    return output


def test_a_process_that_fails_to_start_is_tried_again(
    tmp_path: Path, guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    program, away = tmp_path / "program", tmp_path / "away"
    program.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n")
    program.chmod(0o700)
    child = ChildProcess(Command("worker", (str(program),)), 0, guard, console.Relay())
    child.start()
    watch_until(child, "worker ended with code 3; starting it again in 0.5 s", capsys)
    program.rename(away)
    said = watch_until(child, "starting it again in 1 s", capsys)
    assert "worker could not be started" in said
    assert "No such file" in said
    away.rename(program)
    watch_until(child, "worker ended with code 3; starting it again in 2 s", capsys)
