"""Forms of buckets and audio files, and the field with which other forms select buckets.

Source: docs.acrcloud.com, Console API, Buckets and Audio Files.
"""

import json
from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from buckets.models import AudioFile, Bucket, BucketType
from core.mirror.forms import REGIONS, RemoteForm
from core.ui.ids import is_id
from core.ui.json_text import parse

TYPES = (
    (BucketType.FILE, "Audio files: music, ads or productions that you upload"),
    (BucketType.LIVE, "Live channels: what a stream plays right now"),
    (BucketType.LIVE_REC, "Recorded channels: streams whose audio is kept"),
    (BucketType.LIVE_TIMESHIFT, "Time-shifted channels: streams heard later than they play"),
)
# The official client's help numbers these differently; these are the documents' numbers.
NET_TYPES = (
    (1, "Online: recognition over the network"),
    (2, "Offline: databases for devices without a network"),
    (0, "Both"),
)
# The types of buckets that recordings can be searched for: not those of live channels.
SEARCHABLE_TYPES = (BucketType.FILE, BucketType.CATALOGUE)


class JsonTextField(forms.CharField):
    """JSON text, kept as it was typed; empty is allowed unless `required`.

    `wants_object` refuses anything but an object.
    """

    widget = forms.Textarea

    def __init__(self, *, wants_object: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.wants_object = wants_object

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text:
            document = parse(text)
            if self.wants_object and not isinstance(document, dict):
                raise ValidationError('This must be an object: {"key": "value"}.')
        return text

    def to_python(self, value: Any) -> str:
        """Undo the browser's conversion of line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "spellcheck": "false", "autocomplete": "off"}


class LabelsField(forms.CharField):
    """Words separated by commas, without duplicates."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        return list(dict.fromkeys(label for part in text.split(",") if (label := part.strip())))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class BucketsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The buckets that a project or a container looks in."""

    unmirrored_ids: tuple[int, ...] = ()

    def set_choices(self, types: Collection[str], linked_ids: Collection[int] = ()) -> None:
        """Offer the buckets of these types, and those that are linked already, ticked.

        Linked buckets without a row in the mirror can't be offered: they stay linked.
        """
        buckets = Bucket.objects.all()
        mirrored_ids = set(buckets.filter(pk__in=linked_ids).values_list("pk", flat=True))
        self.initial = [bucket_id for bucket_id in linked_ids if bucket_id in mirrored_ids]
        self.unmirrored_ids = tuple(
            bucket_id for bucket_id in linked_ids if bucket_id not in mirrored_ids
        )
        self.required = self.required and not self.unmirrored_ids
        choices = Q(gone_at=None, type__in=types) | Q(pk__in=mirrored_ids)
        self.queryset = buckets.filter(choices).order_by("name", "id")

    def clean(self, value: Any) -> QuerySet[Bucket]:
        for bucket_id in value if isinstance(value, list | tuple) else ():
            if not is_id(str(bucket_id)):
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": bucket_id})
        buckets: QuerySet[Bucket] = super().clean(value)
        return buckets

    def ids(self, buckets: Collection[Bucket]) -> list[int]:
        """The ids of the chosen buckets and of the unmirrored ones."""
        return [*(bucket.pk for bucket in buckets), *self.unmirrored_ids]

    def label_from_instance(self, obj: Any) -> str:
        return bucket_label(obj)


class BucketChangeForm(RemoteForm):
    """The fields that can be changed after a bucket was created."""

    # The maximum length is not documented: the remote checks it.
    name = forms.CharField()
    labels = LabelsField(
        required=False,
        help_text="Words to find it by, separated by commas: Music, Ads.",
    )
    metadata_template = JsonTextField(
        required=False,
        max_length=65_535,
        label="Template of custom fields",
        help_text="JSON that lists the custom fields of each file in this bucket.",
    )

    def __init__(self, data: Any = None, *, bucket: Bucket | None = None) -> None:
        super().__init__(data, initial=_bucket_initial(bucket) if bucket else None)

    def changes(self) -> dict[str, Any]:
        """The changed fields, as `change_bucket` takes them."""
        return self.changed_values("name", "labels", "metadata_template")


class BucketForm(BucketChangeForm):
    type = forms.ChoiceField(
        choices=TYPES, initial=BucketType.FILE, widget=forms.RadioSelect, label="What it holds"
    )
    region = forms.ChoiceField(
        choices=REGIONS,
        help_text="Where it is kept. Neither this nor what it holds can change later.",
    )
    net_type = forms.TypedChoiceField(choices=NET_TYPES, coerce=int, initial=1, label="Used for")

    def values(self) -> dict[str, Any]:
        names = ("name", "type", "region", "labels", "net_type", "metadata_template")
        return {name: self.cleaned_data[name] for name in names}


class FileForm(RemoteForm):
    """A file's title and its user-defined fields."""

    title = forms.CharField()
    user_defined = JsonTextField(
        wants_object=True,
        required=False,
        max_length=65_535,
        label="User-defined fields",
        help_text="A JSON object. Its keys come back with each match of this file.",
    )

    def __init__(self, data: Any = None, *, file: AudioFile) -> None:
        super().__init__(data, initial=_file_initial(file))

    def changes(self) -> dict[str, Any]:
        """The changed fields, as `change_file` takes them."""
        changes = self.changed_values("title", "user_defined")
        if "user_defined" in changes:
            changes["user_defined"] = parse(changes["user_defined"] or "{}")
        return changes


class _BucketField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return bucket_label(obj)


class MoveForm(RemoteForm):
    """The bucket of audio files that files are moved to."""

    target = _BucketField(
        queryset=Bucket.objects.none(),
        label="To the bucket",
        empty_label="Choose a bucket",
        error_messages={"required": "Choose the bucket that they move to."},
    )

    def __init__(self, data: Any = None, *, source: Bucket) -> None:
        super().__init__(data)
        target = cast(_BucketField, self.fields["target"])
        target.queryset = (
            Bucket.objects.holding_files().exclude(pk=source.pk).order_by("name", "id")
        )


def bucket_label(bucket: Bucket) -> str:
    return f"{bucket.name} ({bucket.region})" if bucket.region else bucket.name


def _bucket_initial(bucket: Bucket) -> dict[str, Any]:
    document = bucket.document
    labels = document.get("labels")
    return {
        "name": bucket.name,
        "labels": [str(label) for label in labels] if isinstance(labels, list) else [],
        "metadata_template": document.get("metadata_template") or "",
    }


def _file_initial(file: AudioFile) -> dict[str, Any]:
    user_defined = file.document.get("user_defined")
    text = json.dumps(user_defined, indent=2, ensure_ascii=False) if user_defined else ""
    return {"title": file.title, "user_defined": text}
