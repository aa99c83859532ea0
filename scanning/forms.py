"""Forms of containers, and of recordings that the remote fetches from an address."""

from typing import Any, cast

from django import forms

from buckets.forms import SEARCHABLE_TYPES, BucketsField
from buckets.models import Bucket
from core.mirror.forms import AUDIO_TYPES, REGIONS, RemoteForm
from scanning.models import Container, ScanEngine

TRAVERSE, POINTS = "traverse", "points"
POLICIES = (
    (TRAVERSE, "From end to end: one window after the other"),
    (POINTS, "At points: a few windows, spread evenly"),
)
PARAMETERS = {TRAVERSE: ("interval", "rec_length"), POINTS: ("points",)}
FLAGS = ("deepright", "music_detection", "ai_detection")
SIMPLE_FIELDS = ("name", "engine", "audio_type", *FLAGS)


class ContainerForm(RemoteForm):
    """A container's settings."""

    remote_names = {
        "policy": "policy_type",
        "policy.type": "policy_type",
        "policy.interval": "interval",
        "policy.rec_length": "rec_length",
        "policy.points": "points",
    }

    name = forms.CharField(max_length=255)
    region = forms.ChoiceField(
        choices=REGIONS,
        help_text="Where recordings are stored and scanned. It can't be changed later.",
    )
    engine = forms.TypedChoiceField(
        choices=ScanEngine.choices, coerce=int, initial=ScanEngine.FINGERPRINTING, label="Looks for"
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
        required=False, label="Find derivative works: sped up, slowed down, pitch-shifted"
    )
    music_detection = forms.BooleanField(required=False, label="Tell music from speech")
    ai_detection = forms.BooleanField(required=False, label="Look for AI-generated music")

    def __init__(self, data: Any = None, *, container: Container | None = None) -> None:
        super().__init__(data, initial=_initial(container) if container else None)
        self._old_policy = _policy_of(container) if container else {}
        linked = container.bucket_links.values_list("bucket_id", flat=True) if container else ()
        self._buckets.set_choices(SEARCHABLE_TYPES, list(linked))
        if container is not None:
            self._choice("region").disabled = True
            self._choice("region").choices = [
                (container.region, dict(REGIONS).get(container.region, container.region))
            ]
            self._offer_present_value("engine", f"Engine {container.engine}")
            self._offer_present_value("audio_type", container.audio_type)
            self._offer_present_value("policy_type", f"{self.initial['policy_type']}")

    def clean(self) -> dict[str, Any]:
        """Ignore errors in the parameters of the policy that was not chosen."""
        cleaned = super().clean() or self.cleaned_data
        for kind, names in PARAMETERS.items():
            if kind != cleaned.get("policy_type"):
                for name in names:
                    self.errors.pop(name, None)
        return cleaned

    def values(self) -> dict[str, Any]:
        """All values, as `create_container` takes them."""
        values = {name: self.cleaned_data[name] for name in SIMPLE_FIELDS}
        return {**values, "buckets": self._bucket_ids(), "policy": self._policy()}

    def changes(self) -> dict[str, Any]:
        """Only the changed values, as `change_container` takes them."""
        changes = self.changed_values(*SIMPLE_FIELDS)
        if "buckets" in self.changed_data:
            changes["buckets"] = self._bucket_ids()
        kind = self.cleaned_data["policy_type"]
        if {"policy_type", *PARAMETERS.get(kind, ())}.intersection(self.changed_data):
            changes["policy"] = self._policy()
        return changes

    def _policy(self) -> dict[str, Any]:
        """The policy of the form, with the fields of the present one that the form doesn't know."""
        kind = self.cleaned_data["policy_type"]
        form_keys = {"type", *(name for names in PARAMETERS.values() for name in names)}
        others = {key: value for key, value in self._old_policy.items() if key not in form_keys}
        parameters = {name: self.cleaned_data[name] for name in PARAMETERS.get(kind, ())}
        return {"type": kind, **parameters, **others}

    def _bucket_ids(self) -> list[int]:
        return self._buckets.ids(self.cleaned_data["buckets"])

    @property
    def _buckets(self) -> BucketsField:
        return cast(BucketsField, self.fields["buckets"])

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def _offer_present_value(self, name: str, label: str) -> None:
        """Keep a present value that is not documented among the choices."""
        choice, present = self._choice(name), self.initial[name]
        choices = list(cast(Any, choice.choices))
        if str(present) not in {str(value) for value, _ in choices}:
            choice.choices = [*choices, (present, label or "Not set")]
            choice.required = present != ""


class AddressForm(forms.Form):
    """A recording that the remote fetches from an address."""

    url = forms.URLField(
        label="Address",
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    data_type = forms.ChoiceField(
        label="Kind of address",
        choices=(
            ("audio_url", "An audio file"),
            ("platforms", "A page of YouTube, X, TikTok, SoundCloud or the like"),
        ),
        widget=forms.RadioSelect,
        initial="audio_url",
    )
    name = forms.CharField(
        required=False,
        max_length=255,
        help_text="Empty: the end of the address, or the title of the page.",
    )


def _policy_of(container: Container) -> dict[str, Any]:
    policy = container.document.get("policy")
    return policy if isinstance(policy, dict) else {}


def _initial(container: Container) -> dict[str, Any]:
    document, policy = container.document, _policy_of(container)
    return {
        "name": container.name,
        "region": container.region,
        "engine": container.engine,
        "audio_type": container.audio_type,
        "policy_type": policy.get("type", TRAVERSE),
        **{key: policy[key] for key in ("interval", "rec_length", "points") if key in policy},
        **{flag: bool(document.get(flag)) for flag in FLAGS},
    }
