"""Acts on containers. Source: docs.acrcloud.com, Console API, File Scanning."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from accounts.audit import Actor, record
from clients.errors import Refused
from mirror import remote, writes
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
    """Make a container at the remote; `buckets` are ids or names.

    Without a `callback_url` it gets an address of this portal, unless the remote could not reach
    it. Raises RemoteError (Refused with field errors), ReadOnly and OtherAccount.
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
    if callback_url is not None or addresses.obstacle():
        return _created(fields | ({"callback_url": callback_url} if callback_url else {}), by)
    address, url = addresses.issue()
    try:
        container = _created(fields | {"callback_url": url}, by)
    except Refused:
        addresses.retire_one(address, after=timedelta(0))
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
    """Change a container; None leaves as it is. Raises RemoteError, ReadOnly and OtherAccount.

    Another `callback_url` ends the portal's own addresses after the overlap, but for the one it is.
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
    changed = writes.change(CONTAINERS, container.pk, given)
    if callback_url is not None:
        addresses.retire(
            container.pk, but=addresses.find_url(callback_url), after=addresses.OVERLAP
        )
    record(actor=by, act="change container", target=f"container {container.pk}", **given)
    return changed


def delete_container(*, container: Container, by: Actor) -> None:
    """Delete a container and end its callback addresses. Raises RemoteError, ReadOnly."""
    writes.delete(CONTAINERS, [container.pk])
    addresses.retire(container.pk, after=timedelta(0))
    record(
        actor=by, act="delete container", target=f"container {container.pk}", name=container.name
    )


def _created(fields: dict[str, Any], by: Actor) -> Container:
    container = writes.create(CONTAINERS, fields)
    record(actor=by, act="create container", target=f"container {container.pk}", **fields)
    return container
