"""The frame of every page."""

import pytest

from core.accounts.roles import Role
from core.ui.navigation import MAIN_ITEMS, OPERATIONS_ITEMS, NavItem, build_links
from tests.core.accounts.actors import person, signed_in

pytestmark = pytest.mark.django_db


def test_the_current_link_is_marked() -> None:
    html = signed_in(person()).get("/buckets/").content.decode()
    assert html.count('aria-current="page"') == 1
    assert 'href="/buckets/" aria-current="page"' in html


def test_a_link_without_a_url_is_left_out() -> None:
    found = build_links(
        (*MAIN_ITEMS, NavItem("Nowhere", "nowhere:list", "key")), "/", is_staff=False
    )
    assert "Buckets" in [link.label for link in found]
    assert "Nowhere" not in [link.label for link in found]


@pytest.mark.parametrize("is_staff", [True, False])
def test_the_audit_link_is_for_admins(is_staff: bool) -> None:
    labels = [link.label for link in build_links(OPERATIONS_ITEMS, "/", is_staff=is_staff)]
    assert ("Audit" in labels) == is_staff


def test_a_page_loads_nothing_inline_and_nothing_from_elsewhere() -> None:
    response = signed_in(person(Role.ADMIN)).get("/")
    html = response.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=") + html.count(
        '<script type="module" src='
    )
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_a_notice_after_an_act_is_shown_once() -> None:
    client = signed_in(person(Role.OPERATOR))
    client.post("/sync/buckets/")
    assert "Reading all buckets again" in client.get("/sync/").content.decode()
    assert "Reading all buckets again" not in client.get("/sync/").content.decode()
