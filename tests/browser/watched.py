"""A page whose every complaint is kept: console errors, CSP violations, failed requests."""

from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
# A navigation that overtakes a poll aborts it: that is no failure.
OVERTAKEN = "net::ERR_ABORTED"


class Watched:
    """One tab. `name` goes into the names of its screenshots."""

    def __init__(self, context: BrowserContext, origin: str, name: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self._origin = origin
        self._name = name
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def open(self, path: str) -> Page:
        self.page.goto(self._origin + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")

    def look(self, name: str) -> None:
        """Keep a screenshot, and hold that nothing has to be scrolled sideways."""
        self.settle()
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}-{self._name}.png")
        too_wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{name} at {self._name} is {too_wide} pixels too wide"
        assert not self.complaints, f"{name} at {self._name}: {self.complaints}"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != OVERTAKEN:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
