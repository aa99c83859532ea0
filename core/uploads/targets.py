"""What files can be uploaded into. Each app registers its kind of target in `AppConfig.ready`."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Generic
from urllib.parse import parse_qs, unquote, urlsplit

from core.mirror.resources import M, Resource, Scope
from core.ui.states import StateBadge
from core.uploads.models import Upload

# A remote may truncate a longer title without saying so.
MIN_TRUNCATED_LENGTH = 100


class NoSuchTargetError(Exception):
    """There is no such bucket or container. The message says which."""


class TargetClosedError(Exception):
    """It exists, but takes no files. The message says why."""


@dataclass(frozen=True)
class Target:
    """One bucket or container: its list at the remote, its name and its page."""

    scope: Scope
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class TargetKind(Generic[M]):
    """A kind of target, such as "bucket".

    `title_field` is what the remote calls a file's title. `file_types` are the data types that
    come with a file; `reference_types` those without one, each with the field that it requires.
    For `titled_by_remote` data types the remote finds the title itself. A file without a title gets
    its own name, without the extension unless `titled_with_extension`. `resolve` returns the
    target of an id; raises NoSuchTargetError and TargetClosedError. `matches_upload` tells whether
    an object that the remote lists could be the file of an upload whose outcome is unknown. The
    last four describe a mirrored file; `is_processing` while the remote still works on it.
    """

    name: str
    resource: Resource[M]
    title_field: str
    file_types: Sequence[str]
    reference_types: Mapping[str, str]
    titled_by_remote: Sequence[str] = ()
    titled_with_extension: bool = False
    resolve: Callable[[str], Target]
    matches_upload: Callable[[Upload, Mapping[str, Any]], bool]
    state_of: Callable[[M], StateBadge]
    is_processing: Callable[[M], bool]
    error_of: Callable[[M], str]
    url_of: Callable[[M], str]


_kinds: dict[str, TargetKind[Any]] = {}


def register(kind: TargetKind[Any]) -> None:
    _kinds[kind.name] = kind


def get_target_kind(name: str) -> TargetKind[Any]:
    """Raises NoSuchTargetError for a kind that no app registered."""
    try:
        return _kinds[name]
    except KeyError:
        raise NoSuchTargetError(f"Files can’t be uploaded into a {name!r}.") from None


def title_matcher(field: str) -> Callable[[Upload, Mapping[str, Any]], bool]:
    """A `matches_upload` that compares the upload's title with this field of the remote's object.

    An upload without a title is compared by its `url`: the remote finds the title itself.
    """

    def matches(upload: Upload, row: Mapping[str, Any]) -> bool:
        if not upload.title:
            return bool(upload.fields.get("url")) and row.get("url") == upload.fields["url"]
        title, remote_title = _normalize(upload.title), _normalize(row.get(field))
        return title == remote_title or (
            len(remote_title) >= MIN_TRUNCATED_LENGTH and title.startswith(remote_title)
        )

    return matches


def file_name_in_url(url: str) -> str:
    """The name of the file at a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return PurePath(unquote(parts.path)).name or parts.netloc


def video_id_in_url(url: str) -> str:
    """The video's id in the URL of a platform's page, else the last part of the path."""
    with suppress(ValueError):
        if video_ids := parse_qs(urlsplit(url).query).get("v"):
            return video_ids[0]
    return file_name_in_url(url)


def _normalize(title: object) -> str:
    return unicodedata.normalize("NFC", str(title or "")).strip()
