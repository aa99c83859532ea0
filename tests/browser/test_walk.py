"""An operator signs in and walks through everything that is mirrored."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.tab import WatchedTab
from tests.stack import Portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
MIRRORED_WITHIN = 60_000
CHINESE = "月夜行"
MIRRORS = (
    "buckets/bucket",
    "buckets/audiofile",
    "buckets/livechannel",
    "projects/project",
    "scanning/container",
    "scanning/scannedfile",
    "scanning/scanresult",
)


@pytest.fixture(
    params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")],
    ids=lambda param: f"{param[0]}-{param[1]}",
)
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    width, theme = request.param
    made = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    yield made
    made.close()


@pytest.fixture
def tab(request: pytest.FixtureRequest, context: BrowserContext, portal: Portal) -> WatchedTab:
    return WatchedTab(context, portal.url, request.node.callspec.id)


def test_an_operator_walks_through_the_mirror(tab: WatchedTab, portal: Portal) -> None:
    sign_in(tab, portal)
    page = tab.page
    wait_until_mirrored(tab)
    tab.open("/")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    tab.screenshot("overview")

    tab.open("/buckets/")
    tab.screenshot("buckets")
    page.get_by_role("link", name="华语曲库").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("华语曲库")
    tab.screenshot("bucket")
    search_filter_and_sort(tab)

    page.get_by_role("link", name=CHINESE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(CHINESE)
    tab.screenshot("file")

    tab.open("/projects/")
    tab.screenshot("projects")
    page.locator("[data-row] a").first.click()
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator("#secret .copy")).to_be_visible()
    tab.screenshot("project")

    tab.open("/scanning/")
    tab.screenshot("containers")
    page.locator("[data-row] a").first.click()
    tab.screenshot("container")
    page.locator("[data-row] a").first.click()
    tab.screenshot("recording")

    tab.open(f"/search/?q={CHINESE}")
    expect(page.locator("[data-row]").first).to_contain_text(CHINESE)
    tab.screenshot("search")


def test_the_operations_pages_show_jobs_and_start_passes(tab: WatchedTab, portal: Portal) -> None:
    sign_in(tab, portal)
    page = tab.page
    wait_until_mirrored(tab)
    page.get_by_role("button", name="Read all buckets again").click()
    expect(page.locator("#notices")).to_contain_text("Reading all buckets again")
    expect(page.get_by_role("button", name="Read all buckets again")).to_be_enabled()
    tab.screenshot("sync")

    tab.open("/jobs/")
    tab.screenshot("jobs")
    page.get_by_role("link", name="Mirror all buckets").first.click()
    expect(page.locator("#job .state")).to_contain_text("Done", timeout=MIRRORED_WITHIN)
    tab.screenshot("job")

    for path in ("/tokens/", "/audit/", "/people/", "/profile/"):
        tab.open(path)
        tab.screenshot(path.strip("/"))


def test_staff_see_every_mirror_and_can_change_none(tab: WatchedTab, portal: Portal) -> None:
    sign_in(tab, portal)
    page = tab.open("/admin/")
    tab.screenshot("admin")
    for mirror in MIRRORS:
        tab.open(f"/admin/{mirror}/")
        expect(page.get_by_role("link", name=re.compile("^Add"))).to_have_count(0)
    tab.screenshot("admin-list")
    page.locator("#result_list th a").first.click()
    expect(page.locator("input[type=submit]")).to_have_count(0)
    tab.screenshot("admin-row")


def sign_in(tab: WatchedTab, portal: Portal) -> None:
    page = tab.open("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    tab.screenshot("login")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(portal.admin_password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def wait_until_mirrored(tab: WatchedTab) -> None:
    """The first passes run by themselves, and the page follows them without a reload."""
    page = tab.open("/sync/")
    row = page.locator("[data-row]", has_text="Scanned files")
    expect(row).to_contain_text("Done", timeout=MIRRORED_WITHIN)


def search_filter_and_sort(tab: WatchedTab) -> None:
    """Everything in a list changes its address, and Back goes back."""
    page = tab.page
    start = page.url
    page.get_by_role("searchbox", name="Search titles and ids").fill(CHINESE)
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text(CHINESE)
    page.get_by_role("link", name=f"Remove Search {CHINESE}").click()
    expect(page.get_by_role("searchbox", name="Search titles and ids")).to_have_value("")
    expect(page.locator("[data-row]").nth(1)).to_be_visible()

    choose(page, "State", "Ready")
    expect(page).to_have_url(re.compile("state=1"))
    tab.screenshot("filtered")
    page.go_back()
    expect(page).to_have_url(start)
    expect(page.get_by_role("link", name="Remove State Ready")).to_have_count(0)

    if page.viewport_size and page.viewport_size["width"] > 800:
        page.get_by_role("columnheader", name="Title").get_by_role("link").click()
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Title")
    page.get_by_role("link", name="25", exact=True).click()
    expect(page).to_have_url(re.compile("size=25"))
    show_column(page, "Audio id")
    keys(page)


def choose(page: Page, menu: str, choice: str) -> None:
    page.locator("summary", has_text=menu).click()
    page.locator("details[open]").get_by_role("link", name=choice).click()


def show_column(page: Page, name: str) -> None:
    page.get_by_label("Columns").click()
    page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("th", has_text=name)).to_have_count(1)


def keys(page: Page) -> None:
    """J and K walk the rows, / goes to the search."""
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(1).get_by_role("link").first).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-row]").nth(0).get_by_role("link").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search titles and ids")).to_be_focused()
