"""Creating, changing and deleting containers.

Source: docs.acrcloud.com, Console API, File Scanning.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from buckets.models import Bucket
from core.accounts.audit import Actor, record
from core.clients.errors import RemoteRefusedError
from core.mirror import remote, secrets, writes
from core.mirror.forms import REGIONS
from core.ui.ids import is_id
from scanning.callbacks import addresses
from scanning.models import Container
from scanning.resources import CONTAINERS

BucketRef = int | str
INVALID = "The given data was invalid."


class OtherRegionError(RemoteRefusedError):
    """A container would search buckets of another region: refused before the remote is asked."""

    def __init__(self, messages: Sequence[str]) -> None:
        body = {"message": INVALID, "errors": {"buckets": list(messages)}}
        super().__init__(INVALID, status=422, body=body)


def create_container(
    *,
    name: str,
    region: str,
    engine: int,
    buckets: Sequence[BucketRef],
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
    remote can't reach it. Raises RemoteError (RemoteRefusedError with field errors, and
    OtherRegionError), ReadOnlyError and OtherAccountError.
    """
    remote.check_writable()
    check_regions(region, buckets)
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


def bind_address(container: Container) -> None:
    """Finish a create whose process died between the remote's answer and the note of it."""
    url = secrets.unseal(container.secrets).get("callback_url", "")
    address = addresses.find_by_url(url)
    if address is not None and address.container_id is None:
        addresses.bind(address, container.pk)


def change_container(
    *,
    container: Container,
    name: str | None = None,
    engine: int | None = None,
    buckets: Sequence[BucketRef] | None = None,
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
    overlap. Raises RemoteError, OtherRegionError, ReadOnlyError and OtherAccountError.
    """
    if buckets is not None:
        check_regions(container.region, buckets)
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


def check_regions(region: str, buckets: Sequence[BucketRef]) -> None:
    """Raises OtherRegionError, which names the buckets that are in another region.

    A container finds nothing in them. The provider's catalogue is everywhere; what the mirror
    doesn't know is left to the remote.
    """
    elsewhere = []
    for reference in buckets if region in dict(REGIONS) else ():
        named = _find_buckets(reference)
        if named and not any(bucket.is_catalogue or bucket.region == region for bucket in named):
            elsewhere.append(
                f"The bucket {named[0].name} is in {named[0].region}, the container in {region}."
            )
    if elsewhere:
        raise OtherRegionError(elsewhere)


def _find_buckets(reference: BucketRef) -> list[Bucket]:
    """The bucket with this id, or else those with this name."""
    text = str(reference).strip()
    by_id = list(Bucket.objects.live().filter(pk=int(text))) if is_id(text) else []
    return by_id or list(Bucket.objects.live().filter(name=text))


def _create(fields: dict[str, Any], by: Actor) -> Container:
    container = writes.create_object(CONTAINERS, fields)
    record(actor=by, act="create container", target=f"container {container.pk}", **fields)
    return container
