"""The project's checks, step by step: checks.py [all | STEP ...]. Started by script/test.

Without a name it runs the quick tier: static checks, the tests on SQLite, the engine's tests and
the pages in a browser. `all` adds PostgreSQL, whole portals under faults, and what measures time.
A table of the steps ends the output; the exit code is 1 when one failed. What can't run here (no
browser, no PostgreSQL) is skipped loudly; where `CI` is set, that is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.isolation import clean_environment  # noqa: E402

BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IN_CI = bool(os.environ.get("CI"))
STEPS_AT_ONCE = 2


class StepSkippedError(Exception):
    """Why a step can't run on this machine."""


@dataclass(frozen=True)
class Step:
    """Commands that stand or fall together.

    `requirements` returns environment variables, or raises StepSkippedError.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    requirements: Callable[[], dict[str, str]] = field(default=dict)


# Steps that run at once, the longest first. The output of each is shown when it has ended.
Phase = tuple[Step, ...]


@dataclass(frozen=True)
class Outcome:
    step: Step
    result: str
    seconds: float

    @property
    def is_failure(self) -> bool:
        return self.result == "FAILED" or (IN_CI and self.result == "SKIPPED")


def postgres() -> dict[str, str]:
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        raise StepSkippedError("TEST_DATABASE_URL is not set, so nothing was tested on PostgreSQL")
    return {"TEST_DATABASE_URL": url}


def browser() -> dict[str, str]:
    if not find_browser() and IN_CI:
        install("chromium")
    if path := find_browser():
        return {"CHROMIUM": path}
    raise StepSkippedError("no Chromium on the PATH, so no page was seen in a browser")


def fault_tools() -> dict[str, str]:
    """What the tests of faults start; they skip what isn't there, so CI installs it."""
    rabbitmq = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if IN_CI and not (shutil.which("faketime") and rabbitmq.exists()):
        install("faketime", "rabbitmq-server")
    return {}


def postgres_and_fault_tools() -> dict[str, str]:
    return postgres() | fault_tools()


def install(*packages: str) -> None:
    subprocess.run(["apt-get", "update", "--quiet"], check=False)
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    subprocess.run(command, check=False)


def find_browser() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def templates() -> tuple[str, ...]:
    paths = sorted((ROOT / "templates").rglob("*.html"))
    return tuple(str(path.relative_to(ROOT)) for path in paths)


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


def pytest(*arguments: str, processes: int = 0) -> tuple[str, ...]:
    """One process takes all tests of a file: they share what it starts."""
    spread = (f"--numprocesses={processes}", "--dist=loadfile", "--no-loadscope-reorder")
    return tool("pytest", "--durations=20", *(spread if processes else ()), *arguments)


# Three processes on two cores, since these tests often wait for the engine.
IN_PROCESS = "not browser and not client and not stack and not timing"
WITHOUT_PROCESSES = " and not process"
ENGINE = "not client and not timing"
COVERAGE = ("--cov", "--cov-report=term:skip-covered")
ENGINE_PYTEST = ("-c", "tests/engine/pytest.ini", "tests/engine")

STATIC: Phase = (
    # Synthesizing the demo's music inside a test would use up its time: it is made once and kept.
    Step("demo", ((sys.executable, "-m", "tests.engines"),)),
    Step("types", (tool("mypy", "."),)),
    Step(
        "engine-types",
        (tool("mypy", "--config-file", "engine/mypy.ini", "engine", "tests/engine"),),
    ),
    Step("lint", (tool("ruff", "check", "."),)),
    Step("format", (tool("ruff", "format", "--check", "."),)),
    Step("layers", (tool("lint-imports"),)),
    Step("templates", (tool("djade", "--check", "--target-version", "5.2", *templates()),)),
    Step("migrations", (manage("makemigrations", "--check", "--dry-run"),)),
    Step(
        "check",
        (
            manage("migrate", "--verbosity=0"),
            manage("check", "--database=default", "--fail-level=WARNING"),
        ),
    ),
)
QUICK: tuple[Phase, ...] = (
    STATIC,
    (Step("pytest", (pytest("-m", IN_PROCESS + WITHOUT_PROCESSES, "tests", processes=3),)),),
    # A browser often waits for the portal, and the portal for the browser.
    (
        Step("browser", (pytest("-m", "browser and not variant", "tests/browser"),), browser),
        Step(
            "engine-pytest",
            (pytest("-m", ENGINE + WITHOUT_PROCESSES, *ENGINE_PYTEST, processes=2),),
        ),
    ),
)
ALL: tuple[Phase, ...] = (
    STATIC,
    (Step("coverage", (pytest("-m", IN_PROCESS, *COVERAGE, "tests", processes=3),)),),
    (Step("engine-all", (pytest("-m", ENGINE, *ENGINE_PYTEST, processes=3),)),),
    (Step("pytest-postgres", (pytest("-m", IN_PROCESS, "tests", processes=3),), postgres),),
    (
        Step("stack", (pytest("-m", "stack", "tests", processes=3),), fault_tools),
        Step("browser-all", (pytest("-m", "browser", "tests/browser"),), browser),
    ),
    (
        Step(
            "stack-postgres",
            (pytest("-m", "stack", "tests", processes=3),),
            postgres_and_fault_tools,
        ),
        Step("clients", (pytest("-m", "client", "tests"), pytest("-m", "client", *ENGINE_PYTEST))),
    ),
    # Alone, one after another.
    (Step("timing", (pytest("-m", "timing", "tests"), pytest("-m", "timing", *ENGINE_PYTEST))),),
)
# Hours of kills and histories: only when named.
SOAK = pytest("-m", "soak", "tests")
SOAKS: tuple[Phase, ...] = (
    (Step("soak", (SOAK,), fault_tools),),
    (Step("soak-postgres", (SOAK,), postgres_and_fault_tools),),
)


def main(names: list[str]) -> int:
    known = {step.name: step for phase in (*ALL, *QUICK, *SOAKS) for step in phase}
    unknown = [name for name in names if name not in {"all", *known}]
    if unknown:
        choice = ", ".join(("all", *known))
        print(f"error: no step {', '.join(unknown)}; there are {choice}", file=sys.stderr)
        return 2
    named = tuple((known[name],) for name in names if name != "all")
    phases = ALL if "all" in names else named or QUICK
    with tempfile.TemporaryDirectory(prefix="acr-checks-") as data_dir:
        outcomes = [outcome for phase in phases for outcome in run_phase(phase, Path(data_dir))]
    print("\n" + "\n".join(line(outcome) for outcome in outcomes), flush=True)
    return 1 if any(outcome.is_failure for outcome in outcomes) else 0


def run_phase(phase: Phase, data_dir: Path) -> list[Outcome]:
    is_captured = len(phase) > 1
    with ThreadPoolExecutor(STEPS_AT_ONCE) as pool:
        return list(pool.map(lambda step: run(step, data_dir, is_captured), phase))


def run(step: Step, data_dir: Path, is_captured: bool) -> Outcome:
    """Run a step's commands until one fails; captured output is printed in one piece."""
    begun = time.monotonic()
    heading = f"\n=== {step.name}\n"
    try:
        own_folder = str(data_dir / step.name)
        environment = clean_environment(DATA_DIR=own_folder) | {"TEST_DATABASE_URL": ""}
        environment |= step.requirements()
    except StepSkippedError as skip:
        print(f"{heading}!!! SKIPPED: {skip}", flush=True)
        return Outcome(step, "SKIPPED", 0)
    if not is_captured:
        print(heading, end="", flush=True)
    result, output = "ok", ""
    for command in step.commands:
        finished = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE if is_captured else None,
            stderr=subprocess.STDOUT if is_captured else None,
            text=True,
        )
        output += finished.stdout or ""
        if finished.returncode:
            result = "FAILED"
            break
    if is_captured:
        print(f"{heading}{output}", end="", flush=True)
    return Outcome(step, result, time.monotonic() - begun)


def line(outcome: Outcome) -> str:
    return f"{outcome.step.name:<16} {outcome.result:<8} {outcome.seconds:7.1f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
