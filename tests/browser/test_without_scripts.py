"""Every page and every action works without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.tab import WatchedTab
from tests.stack import Portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_lists_and_actions_work_without_scripts(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, java_script_enabled=False
    )
    tab = WatchedTab(context, portal.url, "without-scripts")
    page = tab.open("/sync/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(portal.admin_password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sync")).to_be_visible()

    button = page.get_by_role("button", name="Read all base projects again")
    for _ in range(90):
        # Without scripts nobody follows the first passes but by asking for the page again.
        if button.is_enabled() and not page.get_by_text("none yet").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    button.click()
    expect(page.locator("#notices")).to_contain_text("Reading all base projects again")

    tab.open("/buckets/")
    box = page.get_by_role("searchbox", name="Search buckets", exact=True)
    box.fill("jingles")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"q=jingles"))
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("summary", has_text="Type").click()
    page.get_by_role("link", name="Live channels", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("link", name="Clear them all").click()
    page.get_by_role("columnheader", name="Files").get_by_role("link").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Files")
    assert not tab.errors
    context.close()
