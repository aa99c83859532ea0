"""What an upload can go into. Each room registers its own in `ready`."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Generic
from urllib.parse import parse_qs, unquote, urlsplit

from buckets.models import Upload
from mirror.resources import M, Resource, Scope
from ui.states import State

# A remote may cut a long title off without a word.
SURELY_CUT = 100


class NoSuchPlace(Exception):
    """There is no such bucket or container. The message says which."""


class Closed(Exception):
    """It is there, but takes no files. The message says why."""


@dataclass(frozen=True)
class Place:
    """One bucket or container: its list at the remote, its name and its page."""

    scope: Scope
    name: str
    url: str


def has_same_title(field: str) -> Callable[[Upload, Mapping[str, Any]], bool]:
    """Whether a remote object could be this upload's, by the title the remote was told.

    Where the remote finds the title itself, by the address it was given.
    """

    def compare(upload: Upload, row: Mapping[str, Any]) -> bool:
        if not upload.title:
            return bool(upload.fields.get("url")) and row.get("url") == upload.fields["url"]
        ours, theirs = _plain(upload.title), _plain(row.get(field))
        return ours == theirs or (len(theirs) >= SURELY_CUT and ours.startswith(theirs))

    return compare


def file_in(url: str) -> str:
    """The name of the file at an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return PurePath(unquote(parts.path)).name or parts.netloc


def video_in(url: str) -> str:
    """What names a recording on a platform's page: the id of the video, else how the path ends."""
    with suppress(ValueError):
        if videos := parse_qs(urlsplit(url).query).get("v"):
            return videos[0]
    return file_in(url)


@dataclass(frozen=True, kw_only=True)
class Target(Generic[M]):
    """One kind of place. `title_field` is what the remote calls the title of a file.

    `data_types` are those with a file, `referring` those without one and what each must name;
    of `self_titled` ones the remote finds the title itself.
    `place` raises NoSuchPlace and Closed. `is_same` tells whether an object that the remote lists
    could be an upload whose end nobody saw. `state_of`, `error_of` and `url_of` show a mirrored
    file; `is_moving` is whether the remote still works on it.
    """

    kind: str
    resource: Resource[M]
    title_field: str
    data_types: Sequence[str]
    referring: Mapping[str, str]
    place: Callable[[str], Place]
    self_titled: Sequence[str] = ()
    is_same: Callable[[Upload, Mapping[str, Any]], bool]
    state_of: Callable[[M], State]
    is_moving: Callable[[M], bool]
    error_of: Callable[[M], str]
    url_of: Callable[[M], str]


_targets: dict[str, Target[Any]] = {}


def register(target: Target[Any]) -> None:
    _targets[target.kind] = target


def named(kind: str) -> Target[Any]:
    """Raises NoSuchPlace for a kind that no room registered."""
    try:
        return _targets[kind]
    except KeyError:
        raise NoSuchPlace(f"Nothing of the kind {kind!r} takes files.") from None


def _plain(text: object) -> str:
    return unicodedata.normalize("NFC", str(text or "")).strip()
