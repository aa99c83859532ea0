"""Acts on audio files. Source: docs.acrcloud.com, Console API, Audio Files."""

from collections.abc import Mapping, Sequence
from typing import Any

from buckets.models import AudioFile, Bucket
from buckets.resources import FILES
from core.accounts.audit import Actor, record
from core.mirror import remote, writes
from core.mirror.read_through import store_reply
from core.mirror.resources import Scope


def scope_of(bucket: Bucket) -> Scope:
    return Scope(str(bucket.pk), f"of {bucket.name}", bucket.region)


def change_file(
    *,
    file: AudioFile,
    title: str | None = None,
    user_defined: Mapping[str, Any] | None = None,
    by: Actor,
) -> AudioFile:
    """Change a file's title or own fields; None leaves as it is.

    Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    fields: dict[str, Any] = {}
    if title is not None:
        fields["title"] = title
    if user_defined is not None:
        fields["user_defined"] = dict(user_defined)
    changed = writes.change_object(FILES, file.pk, fields, scope=scope_of(file.bucket))
    record(actor=by, act="change file", target=f"file {file.pk}", **fields)
    return changed


def delete_files(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> int:
    """Delete files of one bucket; returns how many were there.

    Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    deleted = writes.delete_objects(FILES, ids, scope=scope_of(bucket))
    record(actor=by, act="delete files", target=f"bucket {bucket.pk}", files=list(ids))
    return deleted


def move_files(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> int:
    """Move files to another bucket; returns how many are there now.

    `PUT /buckets/:target/files/:ids/move`. The reply's format is not documented, so the files are
    fetched from their new bucket. Raises RemoteError (RemoteNotFoundError when the remote no longer
    has one of them), ReadOnlyError and OtherAccountError.
    """
    remote.check_writable()
    console, scope = remote.console(), scope_of(target)
    moved = 0
    for start in range(0, len(ids), FILES.ids_per_get):
        path = FILES.object_path(scope, ids[start : start + FILES.ids_per_get])
        console.change(f"{path}/move", region=target.region)
        moved += len(store_reply(FILES, scope, console.get(path, region=target.region)))
    record(
        actor=by,
        act="move files",
        target=f"bucket {target.pk}",
        source=source.pk,
        files=list(ids),
    )
    return moved
