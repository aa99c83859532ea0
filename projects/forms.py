"""Forms of base projects. Source: docs.acrcloud.com, Console API, Base Projects."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from buckets.forms import BucketsField
from buckets.models import LIVE_TYPES, Bucket, BucketType
from core.mirror.forms import AUDIO_TYPES, REGIONS, RemoteForm
from projects.models import Project, ServiceType

TYPES = (
    (ServiceType.AVR, "AVR: music of the catalogue and your own audio files"),
    (ServiceType.LCD, "LCD: live channels, as they play or shifted in time"),
    (ServiceType.HR, "HR: both, live channels and audio files"),
)
_OF_FILES = (BucketType.FILE, BucketType.CATALOGUE)
USABLE = {
    ServiceType.AVR: _OF_FILES,
    ServiceType.LCD: LIVE_TYPES,
    ServiceType.HR: (*_OF_FILES, *LIVE_TYPES),
}
# The documents write them with and without capitals: case makes no difference.
EXTERNAL_IDS = {
    "isrc": "ISRC",
    "upc": "UPC",
    "spotify": "Spotify",
    "deezer": "Deezer",
    "youtube": "YouTube",
    "itunes": "iTunes",
    "musicbrainz": "MusicBrainz",
    "musicstory": "MusicStory",
    "lyricfind": "LyricFind",
}


class ProjectChangeForm(RemoteForm):
    """The fields that can be changed after a project was created."""

    # The maximum length is not documented: the remote checks it.
    name = forms.CharField()
    buckets = BucketsField(
        queryset=Bucket.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Looks in",
        error_messages={"required": "Choose at least one bucket to look in."},
    )
    audio_type = forms.ChoiceField(
        choices=AUDIO_TYPES, initial="linein", label="Sound of the samples"
    )
    external_ids = forms.MultipleChoiceField(
        choices=list(EXTERNAL_IDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="External ids that matches carry",
    )

    def __init__(self, data: Any = None, *, project: Project | None = None) -> None:
        super().__init__(data, initial=_initial(project) if project else None)
        self._project = project
        linked_ids = project.bucket_links.values_list("bucket_id", flat=True) if project else ()
        types = usable_types(project.service_type) if project else BucketType.values
        self._buckets.set_choices(types, list(linked_ids))
        field = cast(forms.MultipleChoiceField, self.fields["external_ids"])
        undocumented = [(key, key) for key in self._spellings if key not in EXTERNAL_IDS]
        field.choices = [*EXTERNAL_IDS.items(), *undocumented]

    @property
    def _buckets(self) -> BucketsField:
        return cast(BucketsField, self.fields["buckets"])

    @property
    def service_type(self) -> str:
        return self._project.service_type if self._project else ""

    def clean_buckets(self) -> list[Bucket]:
        """Buckets that this type of project can use; those linked before may stay."""
        buckets = list(self.cleaned_data["buckets"])
        linked_ids = self._buckets.initial or ()
        usable = usable_types(self.service_type)
        unusable = [
            bucket
            for bucket in buckets
            if bucket.type not in usable and bucket.pk not in linked_ids
        ]
        if unusable:
            names = ", ".join(f"“{bucket.name}”" for bucket in unusable)
            raise ValidationError(f"A project of type {self.service_type} can't look in {names}.")
        return buckets

    def changes(self) -> dict[str, Any]:
        """The changed fields, as `change_project` takes them."""
        changes = self.changed_values("name", "audio_type")
        return changes | {
            name: value for name, value in self._lists().items() if name in self.changed_data
        }

    @property
    def _spellings(self) -> dict[str, str]:
        """The project's external ids as the remote spells them, by their lower case."""
        return _external_ids(self._project) if self._project else {}

    def _lists(self) -> dict[str, list[Any]]:
        spellings = self._spellings
        return {
            "buckets": self._buckets.ids(self.cleaned_data["buckets"]),
            "external_ids": [spellings.get(key, key) for key in self.cleaned_data["external_ids"]],
        }


class ProjectForm(ProjectChangeForm):
    type = forms.ChoiceField(
        choices=TYPES, initial=ServiceType.AVR, widget=forms.RadioSelect, label="What it recognizes"
    )
    region = forms.ChoiceField(
        choices=REGIONS,
        help_text="Where its samples are recognized. Neither this nor the type can change later.",
    )

    # The type is validated first: the usable buckets depend on it.
    field_order = ("name", "type", "region", "buckets", "audio_type", "external_ids")

    @property
    def service_type(self) -> str:
        return str(self.cleaned_data.get("type", ""))

    def values(self) -> dict[str, Any]:
        names = ("name", "type", "region", "audio_type")
        return {name: self.cleaned_data[name] for name in names} | self._lists()


def usable_types(service_type: str) -> tuple[str, ...]:
    """The types of buckets that a type of project can use; all for an undocumented one."""
    return USABLE.get(cast(ServiceType, service_type), tuple(BucketType.values))


def _initial(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "audio_type": project.audio_type,
        "external_ids": list(_external_ids(project)),
    }


def _external_ids(project: Project) -> dict[str, str]:
    names = project.document.get("external_ids")
    return {str(name).casefold(): str(name) for name in names} if isinstance(names, list) else {}
