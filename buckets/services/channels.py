"""Acts on live channels. Source: docs.acrcloud.com, Console API, Live Channels.

The trail names a channel by its title: its address is a secret.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from buckets.models import Bucket, LiveChannel
from buckets.resources import CHANNELS
from buckets.services.files import scope_of
from core.accounts.audit import Actor, record
from core.mirror import writes


def create_channel(*, bucket: Bucket, fields: Mapping[str, Any], by: Actor) -> LiveChannel:
    """Add a channel to a bucket of live channels.

    Raises RemoteError (RemoteRefusedError with field errors), ReadOnlyError.
    """
    channel = writes.create_object(CHANNELS, _spelled_twice(fields), scope=scope_of(bucket))
    record(actor=by, act="create channel", target=f"channel {channel.pk}", title=channel.title)
    return channel


def change_channel(*, channel: LiveChannel, fields: Mapping[str, Any], by: Actor) -> LiveChannel:
    """Change the given fields. Raises RemoteError, ReadOnlyError."""
    scope = scope_of(channel.bucket)
    changed = writes.change_object(CHANNELS, channel.pk, _spelled_twice(fields), scope=scope)
    act, target = "change channel", f"channel {channel.pk}"
    record(actor=by, act=act, target=target, title=changed.title, fields=sorted(fields))
    return changed


def delete_channels(*, bucket: Bucket, ids: Sequence[int], by: Actor) -> int:
    """Delete channels of one bucket; returns how many were there.

    Raises RemoteError, ReadOnlyError.
    """
    gone = writes.delete_objects(CHANNELS, ids, scope=scope_of(bucket))
    record(actor=by, act="delete channels", target=f"bucket {bucket.pk}", ids=list(ids))
    return gone


def _spelled_twice(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The documents call the name `title`, the official client `name`: the remote gets both."""
    return {**fields, "name": fields["title"]} if "title" in fields else dict(fields)
