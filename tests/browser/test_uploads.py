"""Files dropped on a bucket: three phases each, through other pages and a closed tab."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FileChooser, FilePayload, Page, expect

from tests.browser.tab import WatchedTab
from tests.browser.test_walk import sign_in, wait_until_mirrored
from tests.recordings import recording
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BUCKET = "Jingles and beds"
READY_WITHIN = 90_000
DROP = """([name, size]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(size)], name, { type: "audio/wav" }));
  for (const type of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(
      new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture
def tab(context: BrowserContext, portal: Portal) -> WatchedTab:
    tab = WatchedTab(context, portal.url, "upload")
    sign_in(tab, portal)
    wait_until_mirrored(tab)
    return tab


def in_bucket(tab: WatchedTab) -> Page:
    page = tab.open("/buckets/")
    page.get_by_role("link", name=BUCKET).click()
    expect(page.get_by_role("button", name="Upload files")).to_be_visible()
    tab.settle()
    return page


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "audio/wav", "buffer": content}


def pick(page: Page, *files: FilePayload) -> None:
    page.locator("[data-drop-input]").set_input_files(list(files))


def row(page: Page, title: str) -> Any:
    return page.locator(".tray-row").filter(has_text=title)


def wait_for_progress(page: Page, title: str, percent: float) -> None:
    received = row(page, title).locator("progress").first
    eventually(lambda: received.evaluate("bar => bar.value") > percent)


def slow_line(page: Page, context: BrowserContext, bytes_a_second: int) -> None:
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": 0,
        "downloadThroughput": -1,
        "uploadThroughput": bytes_a_second,
    }
    session.send("Network.emulateNetworkConditions", conditions)


def test_a_chosen_file_becomes_ready_in_the_tray_and_in_the_list(tab: WatchedTab) -> None:
    page = in_bucket(tab)
    pick(page, file("A new jingle.wav", recording(5)))
    expect(row(page, "A new jingle")).to_contain_text("Ready", timeout=READY_WITHIN)
    values = row(page, "A new jingle").locator("progress").evaluate_all("e => e.map(b => b.value)")
    assert values == [100, 100, 100]
    line = page.locator("[data-row]").filter(has_text="A new jingle")
    expect(line).to_contain_text("Ready")
    tab.screenshot("tray")


def test_files_can_be_dropped_anywhere_on_the_page(tab: WatchedTab) -> None:
    page = in_bucket(tab)
    page.evaluate(DROP, ["Dropped.wav", 5000])
    expect(row(page, "Dropped")).to_be_visible()
    expect(page.locator("[data-drop-veil]")).to_be_hidden()


def test_the_keyboard_opens_the_file_dialog(tab: WatchedTab) -> None:
    choosers: list[FileChooser] = []

    def opened(chooser: FileChooser) -> None:
        choosers.append(chooser)

    # From now on Chromium asks the test instead of opening a window of its own.
    tab.page.on("filechooser", opened)
    page = in_bucket(tab)
    page.get_by_role("button", name="Upload files").press("Enter")
    while not choosers:
        page.wait_for_timeout(50)
    choosers[0].set_files([file("By keyboard.wav", recording(1))])
    expect(row(page, "By keyboard")).to_be_visible()


def test_an_upload_goes_on_on_the_next_page_and_in_a_new_tab(
    tab: WatchedTab, context: BrowserContext, portal: Portal
) -> None:
    page = in_bucket(tab)
    slow_line(page, context, 256 * 1024)
    pick(page, file("On its way.wav", recording(2) + bytes(9 * 1024 * 1024)))
    expect(row(page, "On its way")).to_contain_text("Uploading")
    wait_for_progress(page, "On its way", 5)
    page.goto(f"{portal.url}/jobs/")
    expect(row(page, "On its way")).to_contain_text("Uploading")
    wait_for_progress(page, "On its way", 15)
    page.close()
    later = context.new_page()
    later.goto(f"{portal.url}/projects/")
    expect(row(later, "On its way")).to_contain_text(
        re.compile("Queued|Sending|Processing|Ready"), timeout=READY_WITHIN
    )


def test_cancelling_stops_an_upload_and_removes_it(
    tab: WatchedTab, context: BrowserContext
) -> None:
    page = in_bucket(tab)
    slow_line(page, context, 256 * 1024)
    pick(page, file("Not this one.wav", bytes(8 * 1024 * 1024)))
    expect(row(page, "Not this one")).to_contain_text("Uploading")
    row(page, "Not this one").get_by_role("button", name="Cancel").click()
    expect(row(page, "Not this one")).to_contain_text("Cancelled")
    row(page, "Not this one").get_by_role("button", name="Dismiss").click()
    expect(row(page, "Not this one")).to_have_count(0)


def test_a_file_that_is_refused_says_why(tab: WatchedTab) -> None:
    page = in_bucket(tab)
    pick(page, file("Nothing.wav", b""))
    expect(page.locator("#notices")).to_contain_text(
        "“Nothing.wav” was not taken: The file is empty."
    )


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1280, "dark")])
def test_the_pages_of_uploads_fit(browser: Browser, portal: Portal, width: int, theme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    tab = WatchedTab(context, portal.url, f"{width}-{theme}")
    sign_in(tab, portal)
    wait_until_mirrored(tab)
    page = in_bucket(tab)
    long = '很长的名字 "with quotes" and no end ' * 8
    pick(page, file(f"{long}.wav", recording(3)), file(f"letter {width} {theme}.wav", b"no audio"))
    expect(row(page, f"letter {width} {theme}")).to_contain_text("Error", timeout=READY_WITHIN)
    tab.screenshot("uploading")
    tab.open("/uploads/")
    tab.screenshot("uploads")
    page.locator("[data-row] a").first.click()
    tab.screenshot("upload")
    context.close()
