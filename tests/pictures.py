"""Takes the README's pictures of a real portal, after the story has been played through it."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.browser.tab import WatchedTab
from tests.browser.test_story import make_a_container, scan_the_recording, upload_the_piece
from tests.browser.test_walk import sign_in, wait_until_mirrored
from tests.stack import Portal, running_portal

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"


def take_pictures(browser: Browser, portal: Portal) -> None:
    """`bucket.png`, `timeline.png` and `inbox.png`, half as fine again as they are shown."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": 1200, "height": 720}, device_scale_factor=1.5, reduced_motion="reduce"
    )
    tab = WatchedTab(context, portal.url, "picture")
    sign_in(tab, portal)
    wait_until_mirrored(tab)
    upload_the_piece(tab)
    make_a_container(tab)
    scan_the_recording(tab)
    tab.page.get_by_role("button", name="Clear ended").click()
    page = tab.open("/buckets/")
    page.get_by_role("link", name="House productions").click()
    _keep(tab, "bucket")
    page = tab.open("/scanning/")
    page.get_by_role("link", name="Radio recordings").click()
    page.get_by_role("link", name="radio-recording").first.click()
    _keep(tab, "timeline")
    page = tab.open("/callbacks/")
    page.locator("[data-row] a").first.click()
    expect(page.get_by_role("heading", name="What arrived")).to_be_visible()
    _keep(tab, "inbox")
    context.close()


def _keep(tab: WatchedTab, name: str) -> None:
    tab.settle()
    tab.page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright, running_portal() as portal:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_pictures(browser, portal)
        browser.close()


if __name__ == "__main__":
    main()
