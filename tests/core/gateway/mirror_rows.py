"""Rows of an account in the mirror, written by the mirror's own store."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pytest_django import Settings

from buckets.models import AudioFile, Bucket, LiveChannel
from buckets.resources import BUCKETS, CHANNELS, FILES
from core.mirror.models import MirrorScope
from core.mirror.resources import WHOLE_ACCOUNT, Resource, Scope, all_resources
from core.mirror.store import mark_gone, store_rows
from projects.models import Project
from projects.resources import PROJECTS
from scanning.models import Container, ScannedFile
from scanning.resources import CONTAINERS, SCANNED_FILES
from tests.isolation import free_port

SECRET = "9zlEAx57jaCgeLpDKKQmorv0brrhAYqj076n6FyP"  # as long as the real ones
CALLBACK = "https://portal.example/hooks/fs/a-token-nobody-may-see"
STREAM = "https://radio.example/live?key=a-key-nobody-may-see"
MOMENT = "2020-12-25T09:47:25.000000Z"


def unplug(settings: Settings) -> None:
    """Nothing answers at the remote's address."""
    settings.ACRCLOUD_BASE_URL = settings.ACRCLOUD_REGION_URL = f"http://127.0.0.1:{free_port()}"


def mirror(resource: Resource[Any], *rows: Mapping[str, Any], scope: Scope = WHOLE_ACCOUNT) -> None:
    """Store them, with their own list and those below them as read."""
    stored = store_rows(
        resource, scope, [dict(row) for row in rows], requested_at=datetime.now(UTC)
    )
    assert not stored.quarantined
    list_was_read(resource, scope)
    for child in all_resources():
        if resource.name in child.parents:
            for key in stored.keys:
                list_was_read(child, Scope(str(key)))


def list_was_read(
    resource: Resource[Any], scope: Scope = WHOLE_ACCOUNT, *, at: datetime | None = None
) -> None:
    """A pass found in the list what the mirror has of it, be that nothing."""
    MirrorScope.objects.update_or_create(
        resource=resource.name, scope=scope.id, defaults={"read_at": at or datetime.now(UTC)}
    )


def list_is_unread(resource: Resource[Any], scope: Scope = WHOLE_ACCOUNT) -> None:
    """No pass has read it."""
    MirrorScope.objects.filter(resource=resource.name, scope=scope.id).delete()


def gone(resource: Resource[Any], *keys: object, scope: Scope = WHOLE_ACCOUNT) -> None:
    later = datetime.now(UTC) + timedelta(seconds=1)
    assert mark_gone(resource, scope, keys, requested_at=later) == len(keys)


def bucket(key: int, **changed: object) -> Bucket:
    row = {
        "id": key, "uid": 1, "name": f"bucket {key}", "type": "File", "node": f"127.0.0.1-{key}",
        "state": 1, "region": "eu-west-1", "metadata_template": None, "labels": ["Music"],
        "net_type": 1, "created_at": "2019-03-01 15:31:25", "updated_at": "2019-03-01 15:31:25",
        "num": 3, "size": "300000", "access_permission": "private",
    }  # fmt: skip
    mirror(BUCKETS, row | changed)
    return Bucket.objects.get(pk=key)


def audio_file(key: int, bucket_id: int, **changed: object) -> AudioFile:
    row = {
        "id": key, "uid": 1, "bucket_id": bucket_id, "acr_id": f"{key:032x}", "state": 1,
        "title": f"file {key}", "user_defined": {}, "duration": 79, "audio_id": "",
        "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip
    mirror(FILES, row | changed, scope=Scope(str(bucket_id)))
    return AudioFile.objects.get(pk=key)


def channel(key: int, bucket_id: int, **changed: object) -> LiveChannel:
    row = {
        "id": key, "uid": 1, "bucket_id": bucket_id, "title": f"channel {key}",
        "name": f"channel {key}", "url": STREAM, "record": 0, "timeshift": 1,
        "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip
    mirror(CHANNELS, row | changed, scope=Scope(str(bucket_id)))
    return LiveChannel.objects.get(pk=key)


def project(key: int, **changed: object) -> Project:
    row = {
        "id": key, "uid": 1, "access_key": f"{key:032x}", "access_secret": SECRET,
        "name": f"project {key}", "service_type": "AVR", "state": 1, "region": "eu-west-1",
        "day_limit": 0, "audio_type": "linein", "version": 1, "external_id": "",
        "created_at": MOMENT, "updated_at": MOMENT, "buckets": [], "status_check": 2,
        "external_ids": ["Youtube", "Deezer"],
    }  # fmt: skip
    mirror(PROJECTS, row | changed)
    return Project.objects.get(pk=key)


def container(key: int, **changed: object) -> Container:
    row = {
        "id": key, "uid": 1, "name": f"container {key}", "region": "eu-west-1",
        "audio_type": "linein", "engine": 1, "buckets": [],
        "policy": {"type": "traverse", "interval": 0, "rec_length": 10},
        "callback_url": CALLBACK, "num": 1, "size": 0,
        "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip
    mirror(CONTAINERS, row | changed)
    return Container.objects.get(pk=key)


def scanned_file(key: UUID, container_id: int, **changed: object) -> ScannedFile:
    row = {
        "id": str(key), "uid": 1, "cid": container_id, "name": f"recording {key.hex[-4:]}",
        "duration": 180, "uri": "audio:recording.mp3", "data_type": "audio", "engine": 1,
        "state": 1, "music_detected": 0, "created_at": MOMENT, "updated_at": MOMENT,
    }  # fmt: skip
    mirror(SCANNED_FILES, row | changed, scope=Scope(str(container_id)))
    return ScannedFile.objects.get(pk=key)
