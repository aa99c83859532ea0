"""The timeline in a real browser: keys, both ways of pointing, zoom, and telling by itself."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, expect

from tests.browser.tab import WatchedTab
from tests.engines import Engine
from tests.scanning.admin_client import AdminClient, deliveries_of, engine_of, scan_recording
from tests.scanning.recordings import add_reference, clips_wav, piece_wav
from tests.stack import Portal
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TOLD_WITHIN = 60_000


@pytest.fixture(scope="module")
def engine(portal: Portal) -> Engine:
    return engine_of(portal)


@pytest.fixture(scope="module")
def admin(portal: Portal) -> AdminClient:
    return AdminClient(portal)


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=lambda one: f"{one[0]}-{one[1]}")
def tab(
    request: pytest.FixtureRequest,
    browser: Browser,
    portal: Portal,
    admin: AdminClient,
) -> Iterator[WatchedTab]:
    width, theme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    context.add_cookies(
        [
            {"name": one.name, "value": str(one.value), "url": portal.url}
            for one in admin.session.cookies
        ]
    )
    yield WatchedTab(context, portal.url, request.node.callspec.id)
    context.close()


@pytest.fixture(scope="module")
def recording(admin: AdminClient, engine: Engine) -> str:
    """The page of a recording in which a piece was found three times."""
    fields = {"name": "House productions", "type": "File", "region": "eu-west-1"}
    answer = requests.post(
        f"{engine.api}/buckets",
        json=fields,
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=30,
    )
    bucket: int = answer.json()["data"]["id"]
    add_reference(engine, bucket, piece_wav(), "Tidewater")
    admin.post("/sync/buckets/")
    container = admin.new_container("Radio recordings", bucket)
    file_id = scan_recording(engine, container, clips_wav())
    eventually(lambda: 'class="bar' in admin.results(container, file_id), within=120)
    return f"/scanning/{container}/files/{file_id}/"


def is_lit(one: Locator) -> bool:
    return "is-lit" in (one.get_attribute("class") or "")


def test_bars_and_rows_point_at_each_other(tab: WatchedTab, recording: str) -> None:
    page = tab.open(recording)
    bars, rows = page.locator("a.bar"), page.locator(".results-rows tr[data-row]")
    assert bars.count() >= 3
    bars.nth(1).hover()
    assert is_lit(page.locator(f"#segment-{bars.nth(1).get_attribute('data-segment')}"))
    rows.nth(2).hover()
    assert is_lit(page.locator(f"#bar-{rows.nth(2).get_attribute('data-segment')}"))
    assert page.locator(".is-lit").count() == 2
    tab.screenshot("timeline")


def test_the_keys_walk_the_bars_and_enter_leads_to_the_row(tab: WatchedTab, recording: str) -> None:
    page = tab.open(recording)
    page.locator("a.bar").first.focus()
    first = page.evaluate("document.activeElement.dataset.segment")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.segment")
    assert first != second
    assert page.locator("a.bar[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#segment-{second}"
    assert not tab.errors


def test_it_zooms_and_the_window_moves(tab: WatchedTab, recording: str) -> None:
    page = tab.open(recording)
    view = page.locator(".timeline-drawing > svg").first
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    assert view.get_attribute("width") == "400%"
    page.locator("[data-over]").focus()
    page.keyboard.press("Home")
    assert view.get_attribute("x") == "0%"
    page.keyboard.press("ArrowRight")
    assert float((view.get_attribute("x") or "0%").rstrip("%")) < 0
    page.get_by_role("button", name="Whole").click()
    assert view.get_attribute("width") == "100%"
    tab.screenshot("timeline-zoomed")


def test_an_open_page_tells_by_itself_that_the_scan_has_ended(
    tab: WatchedTab, portal: Portal, admin: AdminClient, engine: Engine
) -> None:
    container = admin.new_container("WatchedTab")
    file_id = scan_recording(engine, container)
    eventually(lambda: "Nothing found" in admin.results(container, file_id), within=60)
    analysis = portal.process("analysis")
    analysis.suspend()
    try:
        admin.post(f"/scanning/{container}/files/{file_id}/rescan/")
        page = tab.open(f"/scanning/{container}/files/{file_id}/")
        expect(page.locator("#results")).to_contain_text("It is being scanned")
        expect(page.locator("#file-state")).to_contain_text("Processing")
    finally:
        analysis.resume()
    eventually(
        lambda: [one["state"] for one in deliveries_of(engine, file_id)] == ["delivered"] * 2,
        within=60,
    )
    expect(page.locator("#results")).to_contain_text("Nothing found", timeout=TOLD_WITHIN)
    expect(page.locator("#file-state")).to_contain_text("No result")
    assert not tab.errors
