"""Buckets picked by their names."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from buckets.models import Bucket, BucketType
from ui.ids import is_id

# Those that recordings can be searched for: live channels are none.
SEARCHABLE = (BucketType.FILE, BucketType.CATALOGUE)


class BucketsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Buckets that a project or a container looks in."""

    unseen: tuple[int, ...] = ()

    def offer(self, types: Collection[str], linked: Collection[int] = ()) -> None:
        """Offer the buckets of these types, and those that are `linked` already, ticked.

        Linked ones that the mirror has no row of can't be offered: they stay whatever is chosen.
        """
        rows = Bucket.objects.all()
        known = set(rows.filter(pk__in=linked).values_list("pk", flat=True))
        self.initial = [one for one in linked if one in known]
        self.unseen = tuple(one for one in linked if one not in known)
        self.required = self.required and not self.unseen
        offered = Q(gone_at=None, type__in=types) | Q(pk__in=known)
        self.queryset = rows.filter(offered).order_by("name", "id")

    def clean(self, value: Any) -> QuerySet[Bucket]:
        for one in value if isinstance(value, list | tuple) else ():
            if not is_id(str(one)):
                wrong = self.error_messages["invalid_choice"]
                raise ValidationError(wrong, code="invalid_choice", params={"value": one})
        chosen: QuerySet[Bucket] = super().clean(value)
        return chosen

    def ids(self, chosen: Collection[Bucket]) -> list[int]:
        """The ids of what was chosen and of what stays."""
        return [*(bucket.pk for bucket in chosen), *self.unseen]

    def label_from_instance(self, obj: Any) -> str:
        return bucket_label(obj)


def bucket_label(bucket: Bucket) -> str:
    return f"{bucket.name} ({bucket.region})" if bucket.region else bucket.name
