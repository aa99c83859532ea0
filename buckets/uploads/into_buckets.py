"""Uploads into buckets. Source: docs.acrcloud.com, Console API, Audio Files."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from buckets.models import AudioFile, Bucket, BucketType, FileState, Upload
from buckets.resources import FILES
from buckets.services.files import scope_of
from buckets.states import state_of_file
from buckets.uploads.targets import Closed, NoSuchPlace, Place, Target, has_same_title, register
from ui.ids import is_id

BUCKET = "bucket"
_by_title = has_same_title("title")


def bucket_place(bucket_id: str) -> Place:
    known = Bucket.objects.live()
    bucket = known.filter(pk=int(bucket_id)).first() if is_id(bucket_id) else None
    if bucket is None:
        raise NoSuchPlace("There is no such bucket.")
    if bucket.is_catalogue:
        raise Closed(f"“{bucket.name}” is the provider’s own catalogue: it can’t be added to.")
    if bucket.type != BucketType.FILE:
        raise Closed(f"“{bucket.name}” holds live channels, not files.")
    url = reverse("buckets:bucket", args=[bucket.pk])
    return Place(scope_of(bucket), bucket.name, url)


def is_same(upload: Upload, row: Mapping[str, Any]) -> bool:
    """A catalogue track keeps its id in the bucket; anything else goes by its title."""
    if acr_id := upload.fields.get("acrid"):
        return str(row.get("acr_id")).lower() == str(acr_id).lower()
    return _by_title(upload, row)


def register_target() -> None:
    register(
        Target[AudioFile](
            kind=BUCKET,
            resource=FILES,
            title_field="title",
            data_types=("audio", "fingerprint"),
            referring={"audio_url": "url", "acrid": "acrid"},
            self_titled=("acrid",),
            place=bucket_place,
            is_same=is_same,
            state_of=state_of_file,
            is_moving=lambda file: file.state == FileState.PROCESSING and not file.is_gone,
            error_of=lambda file: str(file.document.get("error") or ""),
            url_of=lambda file: reverse("buckets:file", args=[file.bucket_id, file.pk]),
        )
    )
