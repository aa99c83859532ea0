"""A browser tab that records console errors, CSP violations and failed requests."""

import time
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
# A navigation during a poll aborts it, which is no failure.
ABORTED = "net::ERR_ABORTED"
# A fragment that was just swapped in asks for its own parts 20 ms later.
QUIET_SECONDS = 0.1
SETTLE_SECONDS = 60.0


class WatchedTab:
    """One tab. `name` is part of the names of its screenshots."""

    def __init__(self, context: BrowserContext, origin: str, name: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.errors: list[str] = []
        self._origin = origin
        self._name = name
        self._in_flight: set[Request] = set()
        self.page.on("request", self._started)
        self.page.on("requestfinished", self._finished)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def open(self, path: str) -> Page:
        self.page.goto(self._origin + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page and all its fragments are there."""
        self.page.wait_for_load_state("load")
        deadline = time.monotonic() + SETTLE_SECONDS
        quiet_since = time.monotonic()
        while time.monotonic() < quiet_since + QUIET_SECONDS:
            self.page.wait_for_timeout(20)
            if self._in_flight:
                quiet_since = time.monotonic()
                unanswered = [request.url for request in self._in_flight]
                assert quiet_since < deadline, f"not answered: {unanswered}"

    def screenshot(self, name: str) -> None:
        """Save a screenshot; the page must fit its width and have no errors."""
        self.settle()
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}-{self._name}.png")
        too_wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{name} at {self._name} is {too_wide} pixels too wide"
        assert not self.errors, f"{name} at {self._name}: {self.errors}"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"console: {message.text}")

    def _started(self, request: Request) -> None:
        self._in_flight.add(request)

    def _finished(self, request: Request) -> None:
        self._in_flight.discard(request)

    def _failed(self, request: Request) -> None:
        self._in_flight.discard(request)
        if request.failure != ABORTED:
            self.errors.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status}: {response.url}")
