"""The form of a sample to identify, for pages and for REST, and its submission."""

from pathlib import Path
from typing import Any

from django import forms

from core.accounts.audit import Actor
from core.audio.errors import AudioError
from core.clients.identify.request import AUDIO, FINGERPRINT
from core.mirror.remote import OtherAccountError
from core.mirror.secrets import SecretsLostError
from identification.models import Identification
from identification.services.identify import NoProjectKeyError, identify
from identification.services.samples import (
    DEFAULT_SECONDS,
    MAX_SECONDS,
    MIN_SECONDS,
    FingerprintTooLargeError,
    SampleTooShortError,
)
from identification.services.second_opinion import is_enabled
from identification.upload_limit import TOO_LARGE, UploadLimit, temporary_path
from projects.models import Project

MAX_HOURS = 12
# Browsers don't recognize the last three as audio.
ACCEPTED = "audio/*,video/*,.amr,.ape,.wv"
SECONDS = forms.NumberInput(attrs={"class": "form-control num", "step": "any"})


class IdentifyRefusedError(Exception):
    """Nothing was sent to the service: the form's errors say why."""


class ProjectChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.region}"


class SampleForm(forms.Form):
    sample = forms.FileField(
        label="Recording",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
        error_messages={
            "required": "Pick a recording, or record one.",
            "empty": "The file is empty.",
        },
    )
    data_type = forms.ChoiceField(
        label="What it is",
        required=False,
        choices=((AUDIO, "A recording"), (FINGERPRINT, "A fingerprint, sent as it is")),
        initial=AUDIO,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "It must be audio or fingerprint."},
    )
    begin = forms.FloatField(
        label="Begins at second",
        min_value=0,
        max_value=MAX_HOURS * 3600,
        initial=0,
        widget=SECONDS,
        error_messages={"required": "Say where the sample begins: 0 is the beginning of the file."},
    )
    length = forms.FloatField(
        label="Seconds long",
        min_value=MIN_SECONDS,
        max_value=MAX_SECONDS,
        initial=f"{DEFAULT_SECONDS:g}",
        widget=SECONDS,
        help_text="3 to 15. Only the first 12 are recognized.",
    )
    project = ProjectChoice(
        label="Project",
        queryset=Project.objects.live(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="Its key signs the request, and its buckets are searched.",
        error_messages={"invalid_choice": "The mirror has no such project."},
    )
    second_opinion = forms.BooleanField(
        label="Ask AudioTag too",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text="A second opinion on up to 15 seconds, which costs its credits.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_enabled():
            del self.fields["second_opinion"]

    @property
    def field_errors(self) -> dict[str, list[str]]:
        """The errors by field, with an empty list for each valid one."""
        return {name: [str(error) for error in self.errors.get(name, [])] for name in self.fields}


def submit(*, form: SampleForm, limit: UploadLimit, by: Actor) -> Identification:
    """Identify the sample of a form.

    Raises IdentifyRefusedError after adding errors to the form, and RemoteError where the service
    gave no answer.
    """
    if not form.is_valid():
        if limit.is_exceeded:
            form.errors.pop("sample", None)
            form.add_error("sample", TOO_LARGE)
        raise IdentifyRefusedError
    fields = form.cleaned_data
    try:
        return identify(
            sample_path=Path(temporary_path(fields["sample"])),
            sample_name=fields["sample"].name,
            project=fields["project"],
            begin=fields["begin"],
            length=fields["length"],
            data_type=fields["data_type"] or AUDIO,
            with_second_opinion=fields.get("second_opinion", False),
            by=by,
        )
    except (AudioError, FingerprintTooLargeError) as error:
        form.add_error("sample", str(error))
    except SampleTooShortError as error:
        form.add_error("begin", str(error))
    except (NoProjectKeyError, SecretsLostError, OtherAccountError) as error:
        form.add_error("project", str(error))
    raise IdentifyRefusedError
