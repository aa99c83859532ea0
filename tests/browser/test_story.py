"""The main job, whole: upload a piece, scan a recording, take its callback, see what plays."""

import re

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests import story
from tests.browser.tab import WatchedTab
from tests.browser.test_walk import sign_in, wait_until_mirrored
from tests.stack import Portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
SLOWLY = 120_000


def test_a_recording_goes_through(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab = WatchedTab(context, portal.url, "story")
    sign_in(tab, portal)
    wait_until_mirrored(tab)

    upload_the_piece(tab)
    make_a_container(tab)
    scan_the_recording(tab)
    look_at_the_inbox(tab)
    identify_a_moment_of_it(tab)
    assert not tab.errors
    context.close()


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("[data-drop-input]").set_input_files([sound(name, content)])


def sound(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "audio/mpeg", "buffer": content}


def upload_the_piece(tab: WatchedTab) -> None:
    page = tab.open("/buckets/")
    page.get_by_role("link", name="Jingles and beds").click()
    tab.settle()
    drop(page, f"{story.TITLE}.mp3", story.music())
    row = page.get_by_role("row").filter(has_text=story.TITLE)
    expect(row).to_contain_text("Ready", timeout=SLOWLY)
    tab.screenshot("story-1-bucket")


def make_a_container(tab: WatchedTab) -> None:
    page = tab.open("/scanning/new/")
    page.get_by_label("Name").fill("The story's container")
    page.get_by_label("Jingles and beds").check()
    page.get_by_role("button", name="Make the container").click()
    expect(page.get_by_role("heading", name="The story's container")).to_be_visible()


def scan_the_recording(tab: WatchedTab) -> None:
    """The page of the recording shows what plays when, without being loaded again."""
    page = tab.page
    drop(page, "programme.mp3", story.recording())
    link = page.locator("#list-scanned-files").get_by_role("link", name=re.compile("programme"))
    expect(link.first).to_be_visible(timeout=SLOWLY)
    link.first.click()
    segment = page.locator("#results").get_by_role("row").filter(has_text=story.TITLE)
    expect(segment.first).to_be_visible(timeout=SLOWLY)
    # Whichever was faster; the inbox shows that the callback came.
    expect(page.locator("#results")).to_contain_text(re.compile("callback|polled"))
    expect(page.locator("svg").filter(has_text=story.TITLE).first).to_be_attached()
    begins = segment.first.inner_text().split("–")[0].strip()
    minutes, seconds = begins.split(":")
    assert abs(int(minutes) * 60 + int(seconds) - story.PLAYS_FROM) <= 2
    segment.first.get_by_role("link", name=story.TITLE)
    tab.screenshot("story-2-timeline")


def look_at_the_inbox(tab: WatchedTab) -> None:
    page = tab.open("/callbacks/")
    expect(page.get_by_text("Applied").first).to_be_visible(timeout=SLOWLY)
    tab.screenshot("story-3-inbox")


def identify_a_moment_of_it(tab: WatchedTab) -> None:
    page = tab.open("/identify/")
    sample = sound("moment.mp3", story.recording())
    page.locator("input[type=file]").first.set_input_files([sample])
    page.get_by_label("Begins at second").fill("15")
    page.get_by_role("button", name="Identify").click()
    expect(page.locator("#result")).to_contain_text(story.TITLE, timeout=SLOWLY)
    tab.screenshot("story-4-identify")
