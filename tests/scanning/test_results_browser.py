"""The timeline in a real browser: keys, both ways of pointing, zoom, and telling by itself."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import browser  # noqa: F401 (its fixture)
from tests.browser.watched import Watched
from tests.engines import Engine
from tests.scanning.scans import clips, piece, refer
from tests.scanning.signed_in import Admin, deliveries_of, remote_of, scan
from tests.stack import Portal, running_portal
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TOLD_WITHIN = 5_000


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with running_portal(demo=False, ENGINE_TOKEN="the-tests-know-it") as running:
        yield running


@pytest.fixture(scope="module")
def engine(portal: Portal) -> Engine:
    return remote_of(portal)


@pytest.fixture(scope="module")
def admin(portal: Portal) -> Admin:
    return Admin(portal)


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=lambda one: f"{one[0]}-{one[1]}")
def tab(
    request: pytest.FixtureRequest,
    browser: Browser,  # noqa: F811
    portal: Portal,
    admin: Admin,
) -> Iterator[Watched]:
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
    yield Watched(context, portal.url, request.node.callspec.id)
    context.close()


@pytest.fixture(scope="module")
def recording(admin: Admin, engine: Engine) -> str:
    """The page of a recording in which a piece was found three times."""
    fields = {"name": "House productions", "type": "File", "region": "eu-west-1"}
    answer = requests.post(
        f"{engine.api}/buckets",
        json=fields,
        headers={"Authorization": f"Bearer {engine.token}"},
        timeout=30,
    )
    bucket: int = answer.json()["data"]["id"]
    refer(engine, bucket, piece(), "Tidewater")
    admin.post("/sync/buckets/")
    container = admin.new_container("Radio recordings", bucket)
    file_id = scan(engine, container, clips())
    eventually(lambda: 'class="bar' in admin.results(container, file_id), within=120)
    return f"/scanning/{container}/files/{file_id}/"


def is_lit(one: Locator) -> bool:
    return "is-lit" in (one.get_attribute("class") or "")


def test_bars_and_rows_point_at_each_other(tab: Watched, recording: str) -> None:
    page = tab.open(recording)
    bars, rows = page.locator("a.bar"), page.locator("tr[data-row]")
    assert bars.count() >= 3
    bars.nth(1).hover()
    assert is_lit(page.locator(f"#segment-{bars.nth(1).get_attribute('data-segment')}"))
    rows.nth(2).hover()
    assert is_lit(page.locator(f"#bar-{rows.nth(2).get_attribute('data-segment')}"))
    assert page.locator(".is-lit").count() == 2
    tab.look("timeline")


def test_the_keys_walk_the_bars_and_enter_leads_to_the_row(tab: Watched, recording: str) -> None:
    page = tab.open(recording)
    page.locator("a.bar").first.focus()
    first = page.evaluate("document.activeElement.dataset.segment")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.segment")
    assert first != second
    assert page.locator("a.bar[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#segment-{second}"
    assert not tab.complaints


def test_it_zooms_and_the_window_moves(tab: Watched, recording: str) -> None:
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
    tab.look("timeline-zoomed")


def test_an_open_page_tells_by_itself_that_the_scan_has_ended(
    tab: Watched, portal: Portal, admin: Admin, engine: Engine
) -> None:
    container = admin.new_container("Watched")
    file_id = scan(engine, container)
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
    assert not tab.complaints
