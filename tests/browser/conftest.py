"""A real Chromium in front of the portal's real processes."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.stack import Portal, running_portal

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A busy machine may take long to draw a page.
expect.set_options(timeout=60_000)

VARIANTS = ("1280-dark", "390-light")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick tier sees each page wide and light, and narrow and dark."""
    for item in items:
        if any(variant in item.name for variant in VARIANTS):
            item.add_marker("variant")


@pytest.fixture(scope="package")
def portal() -> Iterator[Portal]:
    with running_portal() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright installed; skipped without either."""
    with sync_playwright() as playwright:
        installed = playwright.chromium.executable_path
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if found is None and not Path(installed).exists():
            if os.environ.get("CI"):
                pytest.fail("CI has no browser: python -m playwright install chromium")
            pytest.skip("NO BROWSER: install Chromium, or run `playwright install chromium`")
        launched = playwright.chromium.launch(executable_path=found or installed, args=FLAGS)
        yield launched
        launched.close()
