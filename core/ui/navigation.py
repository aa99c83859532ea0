"""The links of the sidebar. One is nav_links only if its URL exists."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url_name: str
    icon: str
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class NavLink:
    """An item as shown on one page. `key` is the id of the element for its count."""

    label: str
    url: str
    icon: str
    key: str
    is_current: bool


MAIN_ITEMS = (
    NavItem("Heard", "plays:heard", "playlist"),
    NavItem("Buckets", "buckets:list", "bucket"),
    NavItem("Projects", "projects:list", "key"),
    NavItem("Scanning", "scanning:list", "scan"),
    NavItem("Identify", "identification:identify", "fingerprint"),
    NavItem("Callbacks", "scanning:callbacks", "inbox"),
)
OPERATIONS_ITEMS = (
    NavItem("Stations", "plays:stations", "radio"),
    NavItem("Sync", "mirror:sync", "refresh"),
    NavItem("Jobs", "jobs:list", "list-check"),
    NavItem("Tokens", "accounts:tokens", "shield"),
    NavItem("Audit", "accounts:audit", "history", for_staff=True),
)


def build_links(items: tuple[NavItem, ...], path: str, *, is_staff: bool) -> list[NavLink]:
    """The links for this person; the one whose URL begins `path` is the current one."""
    nav_links = []
    for item in items:
        if item.for_staff and not is_staff:
            continue
        if url := url_or_empty(item.url_name):
            key = item.url_name.replace(":", "-")
            nav_links.append(NavLink(item.label, url, item.icon, key, path.startswith(url)))
    return nav_links


def url_or_empty(url_name: str) -> str:
    """The URL of a page; empty when there is no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
