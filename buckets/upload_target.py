"""Uploads into buckets. Source: docs.acrcloud.com, Console API, Audio Files."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from buckets.models import AudioFile, Bucket, BucketType, FileState
from buckets.resources import FILES
from buckets.services.files import scope_of
from buckets.states import state_of_file
from core.ui.ids import is_id
from core.uploads.models import Upload
from core.uploads.targets import (
    NoSuchTargetError,
    Target,
    TargetClosedError,
    TargetKind,
    register,
    title_matcher,
)

BUCKET = "bucket"
_matches_title = title_matcher("title")


def resolve_bucket(bucket_id: str) -> Target:
    """Raises NoSuchTargetError and TargetClosedError."""
    buckets = Bucket.objects.live()
    bucket = buckets.filter(pk=int(bucket_id)).first() if is_id(bucket_id) else None
    if bucket is None:
        raise NoSuchTargetError("There is no such bucket.")
    if bucket.is_catalogue:
        raise TargetClosedError(
            f"“{bucket.name}” is the provider’s own catalogue: it can’t be added to."
        )
    if bucket.type != BucketType.FILE:
        raise TargetClosedError(f"“{bucket.name}” holds live channels, not files.")
    url = reverse("buckets:bucket", args=[bucket.pk])
    return Target(scope_of(bucket), bucket.name, url)


def matches_upload(upload: Upload, row: Mapping[str, Any]) -> bool:
    """Compare a catalogue track by its id, which stays the same; any other file by its title."""
    if acr_id := upload.fields.get("acrid"):
        return str(row.get("acr_id")).lower() == str(acr_id).lower()
    return _matches_title(upload, row)


def register_target() -> None:
    register(
        TargetKind[AudioFile](
            name=BUCKET,
            resource=FILES,
            title_field="title",
            file_types=("audio", "fingerprint"),
            reference_types={"audio_url": "url", "acrid": "acrid"},
            titled_by_remote=("acrid",),
            resolve=resolve_bucket,
            matches_upload=matches_upload,
            state_of=state_of_file,
            is_processing=lambda file: file.state == FileState.PROCESSING and not file.is_gone,
            error_of=lambda file: str(file.document.get("error") or ""),
            url_of=lambda file: reverse("buckets:file", args=[file.bucket_id, file.pk]),
        )
    )
