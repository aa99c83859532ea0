"""The places of the sidebar. One is shown as soon as its address exists."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    url_name: str
    icon: str
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one page shows it. `key` is where its count of what asks for action goes."""

    label: str
    url: str
    icon: str
    key: str
    is_current: bool


PLACES = (
    Place("Buckets", "buckets:list", "bucket"),
    Place("Projects", "projects:list", "key"),
    Place("Scanning", "scanning:list", "scan"),
    Place("Identify", "identification:identify", "fingerprint"),
    Place("Callbacks", "scanning:callbacks", "inbox"),
)
WORKSHOP = (
    Place("Sync", "mirror:sync", "refresh"),
    Place("Jobs", "jobs:list", "list-check"),
    Place("Tokens", "accounts:tokens", "shield"),
    Place("Audit", "accounts:audit", "history", for_staff=True),
)


def links(places: tuple[Place, ...], path: str, *, is_staff: bool) -> list[Link]:
    """Those that exist and are for this person; the one that `path` lies in is the current one."""
    found = []
    for place in places:
        if place.for_staff and not is_staff:
            continue
        if url := address(place.url_name):
            key = place.url_name.replace(":", "-")
            found.append(Link(place.label, url, place.icon, key, path.startswith(url)))
    return found


def address(url_name: str) -> str:
    """The address of a page, or nothing when there is no such page (yet)."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
