"""Creating, changing and deleting containers.

Source: docs.acrcloud.com, Console API, File Scanning.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core.accounts.audit import Actor, record
from core.clients.errors import RemoteRefusedError
from core.mirror import remote, writes
from scanning.callbacks import addresses
from scanning.models import Container
from scanning.resources import CONTAINERS

Bucket = int | str


def create_container(
    *,
    name: str,
    region: str,
    engine: int,
    buckets: Sequence[Bucket],
    audio_type: str = "linein",
    policy: Mapping[str, Any] | None = None,
    deepright: bool = False,
    music_detection: bool = False,
    ai_detection: bool = False,
    callback_url: str | None = None,
    by: Actor,
) -> Container:
    """Create a container at the remote; `buckets` are ids or names.

    Without a `callback_url`, or with an empty one, it gets an address of this portal, unless the
    remote can't reach it. Raises RemoteError (RemoteRefusedError with field errors),
    ReadOnlyError and OtherAccountError.
    """
    remote.check_writable()
    fields: dict[str, Any] = {
        "name": name,
        "region": region,
        "engine": engine,
        "buckets": list(buckets),
        "audio_type": audio_type,
        "deepright": deepright,
        "music_detection": music_detection,
        "ai_detection": ai_detection,
    }
    if policy is not None:
        fields["policy"] = dict(policy)
    if callback_url or addresses.obstacle():
        return _create(fields | ({"callback_url": callback_url} if callback_url else {}), by)
    address, url = addresses.issue()
    try:
        container = _create(fields | {"callback_url": url}, by)
    except RemoteRefusedError:
        addresses.retire(address, after=timedelta(0))
        raise
    addresses.bind(address, container.pk)
    return container


def change_container(
    *,
    container: Container,
    name: str | None = None,
    engine: int | None = None,
    buckets: Sequence[Bucket] | None = None,
    audio_type: str | None = None,
    policy: Mapping[str, Any] | None = None,
    deepright: bool | None = None,
    music_detection: bool | None = None,
    ai_detection: bool | None = None,
    callback_url: str | None = None,
    by: Actor,
) -> Container:
    """Change a container; a field that is None stays as it is.

    With a `callback_url`, the portal's other addresses of the container are retired after the
    overlap. Raises RemoteError, ReadOnlyError and OtherAccountError.
    """
    fields: dict[str, Any] = {
        "name": name,
        "engine": engine,
        "buckets": None if buckets is None else list(buckets),
        "audio_type": audio_type,
        "policy": None if policy is None else dict(policy),
        "deepright": deepright,
        "music_detection": music_detection,
        "ai_detection": ai_detection,
        "callback_url": callback_url,
    }
    given = {key: value for key, value in fields.items() if value is not None}
    changed = writes.change_object(CONTAINERS, container.pk, given)
    if callback_url is not None:
        addresses.retire_all(
            container.pk, keep=addresses.find_by_url(callback_url), after=addresses.OVERLAP
        )
    record(actor=by, act="change container", target=f"container {container.pk}", **given)
    return changed


def delete_container(*, container: Container, by: Actor) -> None:
    """Delete a container and retire its callback addresses. Raises RemoteError, ReadOnlyError."""
    writes.delete_objects(CONTAINERS, [container.pk])
    addresses.retire_all(container.pk, after=timedelta(0))
    record(
        actor=by, act="delete container", target=f"container {container.pk}", name=container.name
    )


def _create(fields: dict[str, Any], by: Actor) -> Container:
    container = writes.create_object(CONTAINERS, fields)
    record(actor=by, act="create container", target=f"container {container.pk}", **fields)
    return container
