"""Every check of the project, one step after another: checks.py [STEP ...]. Started by script/test.

Ends with a table of the steps, and with a code other than 0 when one failed. What can't run here
(no browser, no PostgreSQL) is skipped loudly; where `CI` is set, that is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.isolation import clean_environment  # noqa: E402

BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNSTEADY = "UNSTEADY"
SOME_TESTS_FAILED = 1
IN_CI = bool(os.environ.get("CI"))


class Skip(Exception):
    """Why a step can't run on this machine."""


@dataclass(frozen=True)
class Step:
    """Commands that stand or fall together. `needs` returns what they need in the environment.

    Tests measure seconds while others crowd the cores: where `alone` is given, it asks the failed
    ones once more with the machine to themselves. What passes only then is named in the outcome.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    needs: Callable[[], dict[str, str]] = field(default=dict)
    alone: tuple[str, ...] = ()


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
        raise Skip("TEST_DATABASE_URL is not set, so nothing was tested on PostgreSQL")
    return {"TEST_DATABASE_URL": url}


def browser() -> dict[str, str]:
    found = find_browser()
    if not found and IN_CI:
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "chromium"], check=False)
        found = find_browser()
    if not found:
        raise Skip("no Chromium on the PATH, so no page was seen in a browser")
    return {"CHROMIUM": found}


def faults() -> dict[str, str]:
    """What tests break on purpose, and skip where it isn't: in CI it is installed."""
    if IN_CI and not all(there() for there in (faketime, rabbitmq)):
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
        subprocess.run([*install, "faketime", "rabbitmq-server"], check=False)
    return {}


def postgres_and_faults() -> dict[str, str]:
    return postgres() | faults()


def faketime() -> bool:
    return bool(shutil.which("faketime"))


def rabbitmq() -> bool:
    return Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists()


def find_browser() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def templates() -> tuple[str, ...]:
    folders = (ROOT / "templates").rglob("*.html"), ROOT.glob("*/templates/**/*.html")
    return tuple(str(path.relative_to(ROOT)) for found in folders for path in sorted(found))


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


# Three processes on two cores, since tests with processes of their own mostly wait. One process
# takes all tests of a file: they share what it starts. Long files come first (tests/conftest.py).
PYTEST = tool(
    "pytest",
    "--numprocesses=3",
    "--dist=loadfile",
    "--no-loadscope-reorder",
    "--durations=20",
    "-m",
    "not browser",
    "tests",
)
FAILED_ONES = ("--last-failed", "--last-failed-no-failures=none")
ALONE = tool("pytest", *FAILED_ONES, "-m", "not browser", "tests")
ENGINE = tool("pytest", "-c", "tests/engine/pytest.ini", "tests/engine")
BROWSER = tool("pytest", "-m", "browser", "tests/browser")
STEPS = (
    Step("lint", (tool("ruff", "check", "."),)),
    Step("format", (tool("ruff", "format", "--check", "."),)),
    Step("types", (tool("mypy", "."),)),
    Step(
        "engine-types",
        (tool("mypy", "--config-file", "engine/mypy.ini", "engine", "tests/engine"),),
    ),
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
    Step("pytest", (PYTEST,), faults, alone=ALONE),
    Step("pytest-postgres", (PYTEST,), postgres_and_faults, alone=ALONE),
    Step("engine-pytest", (ENGINE,), alone=(*ENGINE, *FAILED_ONES)),
    Step("browser", (BROWSER,), browser, alone=(*BROWSER, *FAILED_ONES)),
)
# Hours of kills and histories: only when named.
SOAK = tool("pytest", "-m", "soak", "tests")
SOAKS = (Step("soak", (SOAK,), faults), Step("soak-postgres", (SOAK,), postgres_and_faults))


def main(names: list[str]) -> int:
    known = {step.name: step for step in STEPS + SOAKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"error: no step {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="acr-checks-") as data_dir:
        steps = [known[name] for name in names] or STEPS
        outcomes = [run(step, Path(data_dir)) for step in steps]
    print("\n" + "\n".join(line(outcome) for outcome in outcomes), flush=True)
    return 1 if any(outcome.is_failure for outcome in outcomes) else 0


def run(step: Step, data_dir: Path) -> Outcome:
    print(f"\n=== {step.name}", flush=True)
    begun = time.monotonic()
    try:
        environment = clean_environment(DATA_DIR=str(data_dir)) | {"TEST_DATABASE_URL": ""}
        environment |= step.needs()
    except Skip as skip:
        print(f"!!! SKIPPED: {skip}", flush=True)
        return Outcome(step, "SKIPPED", 0)
    for command in step.commands:
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        if code == SOME_TESTS_FAILED and step.alone:
            print("\n!!! Failed beside other work; once more, alone:", flush=True)
            code = subprocess.run(step.alone, cwd=ROOT, env=environment).returncode
            if not code:
                return Outcome(step, UNSTEADY, time.monotonic() - begun)
        if code:
            return Outcome(step, "FAILED", time.monotonic() - begun)
    return Outcome(step, "ok", time.monotonic() - begun)


def line(outcome: Outcome) -> str:
    why = " (some tests passed only alone: see their first failure above)"
    note = why if outcome.result == UNSTEADY else ""
    return f"{outcome.step.name:<16} {outcome.result:<8} {outcome.seconds:7.1f} s{note}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
