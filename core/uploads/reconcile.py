"""Finds a file that may have reached the remote although nobody saw the answer."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clients.console import FetchedObjects
from core.mirror import remote
from core.uploads.models import Upload
from core.uploads.targets import Target, TargetKind, video_id_in_url

PER_PAGE = 50
# What two files have in common that were made of one upload. Not all remotes list all of these.
SHARED_FIELDS = ("title", "name", "user_defined", "audio_id", "data_type", "uri", "url", "engine")
PROCESSING = 0


@dataclass(frozen=True)
class _ListedObject:
    """An object that the remote lists."""

    key: Any
    row: dict[str, Any]
    requested_at: datetime


def turn_key(upload: Upload) -> str:
    """The same value for all uploads that the remote's list could not tell apart."""
    title_or_fields = upload.title.strip().casefold() or upload.fields
    parts = (upload.target, upload.target_id, title_or_fields)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def list_before_sending(kind: TargetKind[Any], target: Target, upload: Upload) -> dict[str, Any]:
    """What the remote lists before the file is sent. Raises RemoteError and OtherAccountError.

    Where ids are in order the newest is enough; elsewhere all ids under the upload's title.
    """
    objects = _listed(kind, target, upload)
    if kind.resource.order == "id":
        newest = next(objects, None)
        return {"newest": newest.key if newest else 0}
    return {"ids": [str(listed.key) for listed in objects]}


def find_arrived(kind: TargetKind[Any], target: Target, upload: Upload) -> FetchedObjects | None:
    """The file that an earlier attempt of this upload left at the remote, if one did.

    Never a file that belongs to another upload. Raises RemoteError and OtherAccountError.
    """
    for listed in reversed(list(_arrived_since(kind, target, upload))):
        if not _belongs_to_another(upload, listed.key):
            return FetchedObjects([listed.row], listed.requested_at)
    return None


@dataclass(frozen=True)
class Copies:
    """Keys of files that are the same as the upload's own. `is_sure` when there are no others.

    While one of them is being processed, it isn't known yet whether it is the same.
    """

    keys: list[Any]
    is_sure: bool


def find_copies(kind: TargetKind[Any], target: Target, upload: Upload) -> Copies:
    """Further files that sendings of this upload left beside the one that it has become.

    They appeared since the first sending, are nobody else's, and are the same in everything that
    the remote tells of them. Raises RemoteError and OtherAccountError.
    """
    arrived = {str(listed.key): listed for listed in _arrived_since(kind, target, upload)}
    own = arrived.pop(str(upload.remote_id), None)
    others = [one for one in arrived.values() if not _belongs_to_another(upload, one.key)]
    if own is None or not others:
        return Copies([], is_sure=True)
    if any(_is_processing(kind, one.row) for one in (own, *others)):
        return Copies([], is_sure=False)
    return Copies([one.key for one in others if _are_alike(kind, own.row, one.row)], is_sure=True)


def _arrived_since(
    kind: TargetKind[Any], target: Target, upload: Upload
) -> Iterator[_ListedObject]:
    """What could be the upload's and was not listed before its first sending; newest first."""
    before: dict[str, Any] = upload.listed_before or {}
    for listed in _listed(kind, target, upload):
        if "newest" in before and listed.key <= before["newest"]:
            break
        if str(listed.key) not in before.get("ids", ()) and kind.matches_upload(upload, listed.row):
            yield listed


def _is_processing(kind: TargetKind[Any], row: dict[str, Any]) -> bool:
    return bool(kind.resource.columns(row)["state"] == PROCESSING)


def _are_alike(kind: TargetKind[Any], one: dict[str, Any], other: dict[str, Any]) -> bool:
    durations = [kind.resource.columns(row)["duration"] or 0 for row in (one, other)]
    return abs(durations[0] - durations[1]) < 1 and all(
        one.get(name) == other.get(name) for name in SHARED_FIELDS
    )


def _listed(kind: TargetKind[Any], target: Target, upload: Upload) -> Iterator[_ListedObject]:
    """The remote's list: newest first where it can be sorted, else searched by title or URL."""
    resource, scope = kind.resource, target.scope
    words = upload.title or video_id_in_url(str(upload.fields.get("url", "")))
    by_search: dict[str, str | int] = {"search": words}
    newest_first: dict[str, str | int] = {"sort": "id", "order": "desc"}
    number, last = 1, 1
    while number <= last:
        page = remote.console().page(
            resource.list_path(scope),
            number=number,
            per_page=PER_PAGE,
            params=newest_first if resource.order == "id" else by_search,
            region=scope.region,
        )
        for row in page.rows:
            try:
                key = resource.key_of(row)
            except (LookupError, TypeError, ValueError):
                continue
            if resource.owned and row.get("uid"):
                remote.check_same_account(row["uid"])
            yield _ListedObject(key, row, page.requested_at)
        number, last = number + 1, page.last if page.rows else 0


def _belongs_to_another(upload: Upload, key: Any) -> bool:
    same_target = Upload.objects.filter(target=upload.target, target_id=upload.target_id)
    return same_target.filter(remote_id=str(key)).exclude(pk=upload.pk).exists()
