"""Acts on buckets. Source: docs.acrcloud.com, Console API, Buckets."""

from collections.abc import Sequence

from buckets.models import Bucket
from buckets.resources import BUCKETS
from core.accounts.audit import Actor, record
from core.mirror import writes
from core.mirror.writes import Unset


def create_bucket(
    *,
    name: str,
    type: str,
    region: str,
    labels: Sequence[str] = (),
    net_type: int = 1,
    metadata_template: str | None = None,
    by: Actor,
) -> Bucket:
    """Make a bucket at the remote.

    Raises RemoteError (RemoteRefusedError with field errors), ReadOnlyError.
    """
    fields = {
        "name": name,
        "type": type,
        "region": region,
        "labels": list(labels),
        "net_type": net_type,
    }
    if metadata_template:
        fields["metadata_template"] = metadata_template
    bucket = writes.create_object(BUCKETS, fields)
    record(actor=by, act="create bucket", target=f"bucket {bucket.pk}", name=name)
    return bucket


def change_bucket(
    *,
    bucket: Bucket,
    name: str | None = None,
    labels: Sequence[str] | None = None,
    metadata_template: str | Unset | None = Unset.UNSET,
    by: Actor,
) -> Bucket:
    """Change a bucket; a name or labels of None stay as they are, a template of None is taken away.

    Raises RemoteError, ReadOnlyError.
    """
    fields: dict[str, object] = {
        "name": name,
        "labels": None if labels is None else list(labels),
    }
    given = {key: value for key, value in fields.items() if value is not None}
    if metadata_template is not Unset.UNSET:
        given["metadata_template"] = metadata_template
    changed = writes.change_object(BUCKETS, bucket.pk, given)
    record(actor=by, act="change bucket", target=f"bucket {bucket.pk}", **given)
    return changed


def delete_bucket(*, bucket: Bucket, by: Actor) -> None:
    """Delete a bucket, which must be empty. Raises RemoteError, ReadOnlyError."""
    writes.delete_objects(BUCKETS, [bucket.pk])
    record(actor=by, act="delete bucket", target=f"bucket {bucket.pk}", name=bucket.name)
