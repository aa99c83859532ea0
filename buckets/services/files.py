"""Acts on audio files. Source: docs.acrcloud.com, Console API, Audio Files."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.audit import Actor, record
from buckets.models import AudioFile, Bucket
from buckets.resources import FILES
from mirror import remote, writes
from mirror.fetch import keep
from mirror.resources import Scope


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

    Raises RemoteError, ReadOnly and OtherAccount.
    """
    fields: dict[str, Any] = {}
    if title is not None:
        fields["title"] = title
    if user_defined is not None:
        fields["user_defined"] = dict(user_defined)
    changed = writes.change(FILES, file.pk, fields, scope=scope_of(file.bucket))
    record(actor=by, act="change file", target=f"file {file.pk}", **fields)
    return changed


def delete_files(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> int:
    """Delete files of one bucket; returns how many were there.

    Raises RemoteError, ReadOnly and OtherAccount.
    """
    deleted = writes.delete(FILES, ids, scope=scope_of(bucket))
    record(actor=by, act="delete files", target=f"bucket {bucket.pk}", files=list(ids))
    return deleted


def move_files(*, source: Bucket, target: Bucket, ids: Sequence[int], by: Actor) -> int:
    """Move files to another bucket; returns how many are there now.

    `PUT /buckets/:target/files/:ids/move`. The reply's form is not documented, so the files are
    fetched from their new bucket. Raises RemoteError, of it NotThere where the remote has one of
    them no more, ReadOnly and OtherAccount.
    """
    remote.check_writable()
    console, scope = remote.console(), scope_of(target)
    moved = 0
    for at in range(0, len(ids), FILES.ids_per_get):
        path = FILES.object_path(scope, ids[at : at + FILES.ids_per_get])
        console.change(f"{path}/move", region=target.region)
        moved += len(keep(FILES, scope, console.get(path, region=target.region)))
    record(
        actor=by,
        act="move files",
        target=f"bucket {target.pk}",
        source=source.pk,
        files=list(ids),
    )
    return moved
