"""Forms of containers and of recordings at an address."""

from typing import Any, cast

from django import forms

from buckets.forms.picking import SEARCHABLE, BucketsField
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
PLAIN = ("name", "engine", "audio_type", *FLAGS)


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
        self._policy_before = _policy_of(container) if container else {}
        linked = container.bucket_links.values_list("bucket_id", flat=True) if container else ()
        self._buckets.offer(SEARCHABLE, list(linked))
        if container is not None:
            self._choice("region").disabled = True
            self._choice("region").choices = [
                (container.region, dict(REGIONS).get(container.region, container.region))
            ]
            self._offer_present("engine", f"Engine {container.engine}")
            self._offer_present("audio_type", container.audio_type)
            self._offer_present("policy_type", f"{self.initial['policy_type']}")

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
        given = {name: self.cleaned_data[name] for name in PLAIN}
        return {**given, "buckets": self._bucket_ids(), "policy": self._policy()}

    def changes(self) -> dict[str, Any]:
        """As the service takes them: only what differs from before."""
        changes = self.changed_values(*PLAIN)
        if "buckets" in self.changed_data:
            changes["buckets"] = self._bucket_ids()
        kind = self.cleaned_data["policy_type"]
        if {"policy_type", *PARAMETERS.get(kind, ())}.intersection(self.changed_data):
            changes["policy"] = self._policy()
        return changes

    def _policy(self) -> dict[str, Any]:
        """With whatever else was in it before; only what another kind of policy takes is left."""
        kind = self.cleaned_data["policy_type"]
        ours = {"type", *(name for names in PARAMETERS.values() for name in names)}
        others = {key: value for key, value in self._policy_before.items() if key not in ours}
        given = {name: self.cleaned_data[name] for name in PARAMETERS.get(kind, ())}
        return {"type": kind, **given, **others}

    def _bucket_ids(self) -> list[int]:
        return self._buckets.ids(self.cleaned_data["buckets"])

    @property
    def _buckets(self) -> BucketsField:
        return cast(BucketsField, self.fields["buckets"])

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def _offer_present(self, name: str, label: str) -> None:
        """What the remote has and the documents don't know can stay as it is."""
        choice, present = self._choice(name), self.initial[name]
        known = list(cast(Any, choice.choices))
        if str(present) not in {str(value) for value, _ in known}:
            choice.choices = [*known, (present, label or "Not said")]
            choice.required = present != ""


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
    name = forms.CharField(
        required=False,
        max_length=255,
        help_text="Empty: as the address ends, or as the page is called.",
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
