"""Forms of buckets. Source: docs.acrcloud.com, Console API, Buckets."""

from typing import Any

from django import forms

from buckets.forms.json_text import JsonText
from buckets.forms.remote import REGIONS, RemoteForm
from buckets.models import Bucket, BucketType

TYPES = (
    (BucketType.FILE, "Audio files: music, ads or productions that you upload"),
    (BucketType.LIVE, "Live channels: what a stream plays right now"),
    (BucketType.LIVE_REC, "Recorded channels: streams whose audio is kept"),
    (BucketType.LIVE_TIMESHIFT, "Time-shifted channels: streams heard later than they play"),
)
# The official client's help numbers these otherwise; this is the reading of the documents.
NET_TYPES = (
    (1, "Online: recognition over the network"),
    (2, "Offline: databases for devices without a network"),
    (0, "Both"),
)


class LabelsField(forms.CharField):
    """Words with commas between them, each once."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        return list(dict.fromkeys(word for one in text.split(",") if (word := one.strip())))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class BucketChangeForm(RemoteForm):
    """What can change once a bucket is there."""

    # How long it may be is not documented: the remote says it.
    name = forms.CharField()
    labels = LabelsField(
        required=False,
        help_text="Words to find it by, with commas between: Music, Ads.",
    )
    metadata_template = JsonText(
        required=False,
        max_length=65_535,
        label="Template of custom fields",
        help_text="JSON that says which fields of its own each file of this bucket has.",
    )

    def __init__(self, data: Any = None, *, bucket: Bucket | None = None) -> None:
        super().__init__(data, initial=_initial(bucket) if bucket else None)

    def changes(self) -> dict[str, Any]:
        """As the service takes them: only what differs from before."""
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


def _initial(bucket: Bucket) -> dict[str, Any]:
    document = bucket.document
    labels = document.get("labels")
    return {
        "name": bucket.name,
        "labels": [str(one) for one in labels] if isinstance(labels, list) else [],
        "metadata_template": document.get("metadata_template") or "",
    }
