"""Buckets picked by their names."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from buckets.models import Bucket, BucketType


def searchable_buckets() -> QuerySet[Bucket]:
    """Those that recordings can be searched for: live channels are none."""
    searched = (BucketType.FILE, BucketType.CATALOGUE)
    return Bucket.objects.live().filter(type__in=searched).order_by("name", "id")


class BucketsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return bucket_label(obj)


def bucket_label(bucket: Bucket) -> str:
    return f"{bucket.name} ({bucket.region})" if bucket.region else bucket.name
