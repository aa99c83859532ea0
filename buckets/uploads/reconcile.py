"""Finding a file again that may have reached the remote while nobody saw the answer."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from buckets.models import Upload
from buckets.uploads.targets import Place, Target, video_in
from clients.console import Found
from mirror import remote

PER_PAGE = 50


@dataclass(frozen=True)
class _Listed:
    """An object that the remote lists."""

    key: Any
    row: dict[str, Any]
    requested_at: datetime


def sole_key(upload: Upload) -> str:
    """One value for all uploads that the remote's list could not tell apart."""
    told = upload.title.strip().casefold() or upload.fields
    what = (upload.target, upload.target_id, told)
    return hashlib.sha256(repr(what).encode()).hexdigest()


def listed_before(target: Target[Any], place: Place, upload: Upload) -> dict[str, Any]:
    """What the remote lists before the file is sent. Raises RemoteError and OtherAccount.

    Where ids are in order the newest is enough; elsewhere all ids under the upload's title.
    """
    listed = _listed(target, place, upload)
    if target.resource.order == "id":
        newest = next(listed, None)
        return {"newest": newest.key if newest else 0}
    return {"ids": [str(one.key) for one in listed]}


def arrived_since(target: Target[Any], place: Place, upload: Upload) -> Found | None:
    """The file that an earlier attempt of this upload left at the remote, if one did.

    Never one that belongs to another upload. Raises RemoteError and OtherAccount.
    """
    known: dict[str, Any] = upload.known or {}
    arrived: list[_Listed] = []
    for one in _listed(target, place, upload):
        if "newest" in known and one.key <= known["newest"]:
            break
        if str(one.key) not in known.get("ids", ()) and target.is_same(upload, one.row):
            arrived.append(one)
    for one in reversed(arrived):
        if not _belongs_to_another(upload, one.key):
            return Found([one.row], one.requested_at)
    return None


def _listed(target: Target[Any], place: Place, upload: Upload) -> Iterator[_Listed]:
    """The remote's list: newest first where it can, else narrowed to the title or the address."""
    resource, scope = target.resource, place.scope
    words = upload.title or video_in(str(upload.fields.get("url", "")))
    narrowed: dict[str, str | int] = {"search": words}
    newest_first: dict[str, str | int] = {"sort": "id", "order": "desc"}
    number, last = 1, 1
    while number <= last:
        page = remote.console().page(
            resource.list_path(scope),
            number=number,
            per_page=PER_PAGE,
            params=newest_first if resource.order == "id" else narrowed,
            region=scope.region,
        )
        for row in page.rows:
            try:
                key = resource.key_of(row)
            except (LookupError, TypeError, ValueError):
                continue
            if resource.owned and row.get("uid"):
                remote.check_same_account(row["uid"])
            yield _Listed(key, row, page.requested_at)
        number, last = number + 1, page.last if page.rows else 0


def _belongs_to_another(upload: Upload, key: Any) -> bool:
    same_place = Upload.objects.filter(target=upload.target, target_id=upload.target_id)
    return same_place.filter(remote_id=str(key)).exclude(pk=upload.pk).exists()
