"""Forms of containers and of recordings at an address."""

from typing import Any, cast

from django import forms

from buckets.forms.picking import BucketsField, searchable_buckets
from buckets.forms.remote import AUDIO_TYPES, REGIONS, RemoteForm
from buckets.models import Bucket
from scanning.models import Container, Engine

TRAVERSE, POINTS = "traverse", "points"
POLICIES = (
    (TRAVERSE, "From end to end: one window after the other"),
    (POINTS, "At points: a few windows, spread evenly"),
)
PARAMETERS = {TRAVERSE: ("interval", "rec_length"), POINTS: ("points",)}
FLAGS = ("deepright", "music_detection", "ai_detection")


class ContainerForm(RemoteForm):
    """What a container is made of."""

    remote_names = {
        "policy": "policy_type",
        "policy.type": "policy_type",
        "policy.interval": "interval",
        "policy.rec_length": "rec_length",
        "policy.points": "points",
    }

    name = forms.CharField(max_length=255)
    region = forms.ChoiceField(
        choices=REGIONS, help_text="Where recordings are kept and scanned. It can't change later."
    )
    engine = forms.TypedChoiceField(
        choices=Engine.choices, coerce=int, initial=Engine.FINGERPRINTING, label="Looks for"
    )
    audio_type = forms.ChoiceField(
        choices=AUDIO_TYPES, initial="linein", label="Sound of the recordings"
    )
    buckets = BucketsField(
        queryset=Bucket.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Searched buckets",
        error_messages={"required": "Choose at least one bucket to search in."},
    )
    policy_type = forms.ChoiceField(
        choices=POLICIES, initial=TRAVERSE, widget=forms.RadioSelect, label="How it scans"
    )
    rec_length = forms.IntegerField(min_value=1, initial=10, label="Length of a window, seconds")
    interval = forms.IntegerField(min_value=0, initial=0, label="Pause after each, seconds")
    points = forms.IntegerField(min_value=1, initial=3, label="Number of points")
    deepright = forms.BooleanField(
        required=False, label="Find derivative works: sped up, slowed down, pitched"
    )
    music_detection = forms.BooleanField(required=False, label="Tell music from speech")
    ai_detection = forms.BooleanField(required=False, label="Look for AI-generated music")

    def __init__(self, data: Any = None, *, container: Container | None = None) -> None:
        super().__init__(data, initial=_initial(container) if container else None)
        choice = cast(BucketsField, self.fields["buckets"])
        choice.queryset = searchable_buckets()
        if container is not None:
            region = cast(forms.ChoiceField, self.fields["region"])
            region.disabled = True
            region.choices = [
                (container.region, dict(REGIONS).get(container.region, container.region))
            ]

    def clean(self) -> dict[str, Any]:
        """What the chosen policy doesn't use can't be wrong."""
        cleaned = super().clean() or self.cleaned_data
        for kind, names in PARAMETERS.items():
            if kind != cleaned.get("policy_type"):
                for name in names:
                    self.errors.pop(name, None)
        return cleaned

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        given = {name: self.cleaned_data[name] for name in ("name", "engine", "audio_type", *FLAGS)}
        buckets = [bucket.pk for bucket in self.cleaned_data["buckets"]]
        return {**given, "buckets": buckets, "policy": self._policy()}

    def _policy(self) -> dict[str, Any]:
        kind = self.cleaned_data["policy_type"]
        return {"type": kind, **{name: self.cleaned_data[name] for name in PARAMETERS[kind]}}


class AddressForm(forms.Form):
    """A recording that the remote fetches by itself."""

    url = forms.URLField(
        label="Address",
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    data_type = forms.ChoiceField(
        label="What is there",
        choices=(
            ("audio_url", "An audio file"),
            ("platforms", "A page of YouTube, X, TikTok, SoundCloud or the like"),
        ),
        widget=forms.RadioSelect,
        initial="audio_url",
    )
    name = forms.CharField(required=False, max_length=255, help_text="Empty: as the address ends.")


def _initial(container: Container) -> dict[str, Any]:
    document = container.document
    policy = document.get("policy")
    known = policy if isinstance(policy, dict) else {}
    return {
        "name": container.name,
        "region": container.region,
        "engine": container.engine,
        "audio_type": container.audio_type,
        "buckets": list(container.bucket_links.values_list("bucket_id", flat=True)),
        "policy_type": known.get("type", TRAVERSE),
        **{key: known[key] for key in ("interval", "rec_length", "points") if key in known},
        **{flag: bool(document.get(flag)) for flag in FLAGS},
    }
